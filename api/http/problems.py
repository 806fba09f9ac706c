"""Problems (RFC 9457): every answer that is not the one asked for, in Chinese and English, with what to do.

`PROBLEMS` are the interface's own; what the rules refuse comes from `domain.refusals` and is told in the same shape.
A type is an absolute address that describes it. No stack trace ever goes out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from api.http.limits import FAULTS_TOLD, TOLD_CHARACTERS_MAX
from domain import catalogue, refusals
from domain.characters import shown
from domain.refusals import Refusal, four_lines
from domain.values import Bilingual, Code, Frozen
from eventlog.integrity import Manipulated
from eventlog.reading import Unreadable
from policies.packs.fault_words import to_do

MEDIA_TYPE = "application/problem+json"
Language = Literal["zh", "en"]


def _shown(words: object) -> object:
    return shown(words[:TOLD_CHARACTERS_MAX]) if isinstance(words, str) else words


Shown = Annotated[str, BeforeValidator(_shown)]
"""What may hold words of a request: so many of them, with none of the characters for which it was refused."""

_AS_DESCRIBED = Bilingual(
    zh="请按说明更正这一项，可参照接口说明", en="correct this as it says; the description of the interface shows how"
)


class FieldFault(Frozen):
    """One fault of a request: where (RFC 6901, `header:` for a header, `query:` for a parameter) and what."""

    pointer: Shown
    code: str
    message: Shown
    todo: Bilingual = Field(
        default_factory=lambda fault: to_do(fault["code"], fault["message"], _AS_DESCRIBED),
        description="what to do about it",
    )
    line: int | None = Field(default=None, description="where in the text that was sent, from 1")
    column: int | None = None


class NamedSubject(Frozen):
    """One of those who bear a name in the register."""

    subject_id: UUID
    name: str
    unit_name: str | None = None


class NamedPerson(Frozen):
    """One of those whom the register of people knows by a name, with the posts they hold or held."""

    person: str
    name: str
    posts: tuple[str, ...]


class PostThatMay(Frozen):
    """A post that may do something, and of which organ."""

    organ: Code
    position: Code
    organ_name: Bilingual
    title: Bilingual


class ProblemLinks(Frozen):
    """Where to look next."""

    case: str | None = None
    events: str | None = None
    earlier_case: str | None = None


class Problem(Frozen):
    """A problem as it goes out (application/problem+json)."""

    type: str = Field(description="address of the description of this code")
    title: str = Field(description="in the language asked for")
    status: int
    code: str
    detail: str | None = None
    instance: str | None = None
    request_id: str
    sentences: Bilingual
    todo: Bilingual
    clause: tuple[str, ...] = Field(default=(), description="articles, for what the rules refuse")
    policy: tuple[str, ...] = Field(default=(), description="ids of the access rules that decided")
    errors: tuple[FieldFault, ...] = ()
    earlier_case: UUID | None = None
    candidates: tuple[NamedSubject, ...] = Field(default=(), description="those registered under the same name")
    people: tuple[NamedPerson, ...] = Field(default=(), description="officials of the same name")
    who_may: tuple[PostThatMay, ...] = Field(default=(), description="posts that may, for what access rules deny")
    links: ProblemLinks | None = None


class ProblemType(Frozen):
    """What a code means: the answer of GET /problems/{code}."""

    code: str
    status: int
    sentences: Bilingual
    todo: Bilingual
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Particulars:
    """What one occurrence of a problem adds to its type."""

    detail: str | None = None
    errors: tuple[FieldFault, ...] = ()
    policy: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    earlier_case: UUID | None = None
    candidates: tuple[NamedSubject, ...] = ()
    people: tuple[NamedPerson, ...] = ()
    who_may: tuple[PostThatMay, ...] = ()
    links: ProblemLinks | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ProblemRaised(Exception):  # noqa: N818 - RFC 9457's word is problem
    """Ends a request with a problem; `api.app` maps it, and nothing else does."""

    def __init__(self, kind: ProblemType, particulars: Particulars | None = None) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.particulars = particulars or Particulars()


def _type(code: str, status: int) -> Callable[[str], ProblemType]:
    """Begin to declare a type; the four lines of a text give it words, as those of a refusal."""

    def says(text: str) -> ProblemType:
        zh, en, todo_zh, todo_en = four_lines(text)
        sentences, todo = Bilingual(zh=zh, en=en), Bilingual(zh=todo_zh, en=todo_en)
        return ProblemType(code=code, status=status, sentences=sentences, todo=todo)

    return says


KEY_MISSING = _type("idempotency_key_missing", 400)("""
    请求缺少 Idempotency-Key。
    The request has no Idempotency-Key.
    请为每个办理动作生成一个 UUID 作为 Idempotency-Key；重发同一动作时使用同一个。
    Make a UUID for each act and send it as Idempotency-Key; send the same act again under the same key.
""")
KEY_MALFORMED = _type("idempotency_key_malformed", 400)("""
    Idempotency-Key 不是 UUID。
    The Idempotency-Key is no UUID.
    请使用 UUID。
    Use a UUID.
""")
UNAUTHENTICATED = _type("unauthenticated", 401)("""
    没有令牌，或令牌无效、过期、已撤销。
    There is no token, or it is not valid, too old, or revoked.
    请在 Authorization 中以 Bearer 方式出示有效令牌；令牌由管理员签发。
    Present a valid token as Bearer in Authorization; administrators make them.
""")
SESSION_ENDED = _type("session_ended", 401)("""
    登录已结束，本次提交没有办理。
    Your session has ended; what you sent was not done.
    填写的内容还在：请在新窗口登录，再回到本页刷新，浏览器会重新提交一次。
    What you filled in is still here: sign in in a new window, come back and reload this page to send it again.
""")
TOKEN_ONLY_READS = _type("token_only_reads", 403)("""
    这个令牌只能读取，不能办理。
    This token may only read.
    请使用范围为“办理”的令牌，由管理员另行签发。
    Use a token whose scope is to act; an administrator makes one.
""")
TOKEN_ELSEWHERE = _type("token_elsewhere", 403)("""
    这个令牌不能从这个地址使用。
    This token is not good from this address.
    请从签发时写明的地址使用，或由管理员为这个地址另行签发。
    Use it from the addresses it was made for, or have an administrator make one for this address.
""")
STEP_UP_NEEDED = _type("insufficient_user_authentication", 401)("""
    办理这一事项，须由本人重新验证身份。
    For this you have to show once more who you are, in person.
    请本人在网页上再次输入密码、动态口令，或经统一身份认证；填写的内容不会丢失。
    Give your password and code once more on a page, or sign in anew at your identity provider; what you typed stays.
""")
UNKNOWN_HOST = _type("unknown_host", 421)("""
    这个地址不是本系统的地址。
    This is not an address of this installation.
    请用公布的网址访问；确是本系统的域名的，由运维人员写入 RONGCUO_TRUSTED_HOSTS。
    Use the public address; if the name is one of this installation, its operators add it to RONGCUO_TRUSTED_HOSTS.
""")
HTTPS_REQUIRED = _type("https_required", 403)("""
    本系统只接受加密连接。
    This installation is reached over TLS only.
    请用 https 开头的公布网址访问；由代理转发的，代理须写明 X-Forwarded-Proto。
    Use the public https address; a proxy must say X-Forwarded-Proto.
""")
FORBIDDEN = _type("forbidden", 403)("""
    您的职务不能办理此事。
    Your position may not do this.
    请由有权的职务办理；认为您的职务应当有权的，请监督人员查“权限说明”。
    Leave it to those who may; the access rules are named in policy.
""")
NOT_FOUND = _type("not_found", 404)("""
    没有这个对象，或您无权知悉。
    There is no such object, or you may not know of it.
    请核对编号；刚提交的内容请稍后再查。
    Check the id; what was only just sent may take a moment.
""")
METHOD_NOT_ALLOWED = _type("method_not_allowed", 405)("""
    该地址不支持这种方法。
    This address does not take that method.
    请查看接口说明。
    See the description of the interface.
""")
CONFLICT = _type("conflict", 409)("""
    同一对象正被他人更改。
    Somebody else is changing the same object.
    请重新载入后再试。
    Reload and try again.
""")
TOO_SLOW = _type("too_slow", 408)("""
    请求没有在规定时间内传完，连接已关闭。
    The request did not arrive in time; the connection was closed.
    请检查网络后以同一 Idempotency-Key 重发。
    Look after the network and send it again with the same Idempotency-Key.
""")
TOO_LARGE = _type("too_large", 413)("""
    请求内容超过 1 MiB。
    The request is larger than 1 MiB.
    请缩短内容；材料只提交其散列值。
    Shorten it; of documents send only the digest.
""")
NOT_JSON = _type("unsupported_media_type", 415)("""
    请求内容不是这里接受的类型。
    The request is not of a media type that is taken here.
    请以 detail 所列的类型提交，通常为 application/json。
    Send one of those in detail, usually application/json.
""")
NO_HTTP = _type("no_http", 400)("""
    收到的不是 HTTP 请求。
    What came is no HTTP request.
    请核对地址和所用的程序。
    Check the address and the program that calls.
""")
HEAD_TOO_LARGE = _type("head_too_large", 431)("""
    请求的地址和头部超过 32 KiB。
    The address and headers of the request are larger than 32 KiB.
    请缩短地址，或清除本站的 Cookie 后再试。
    Shorten the address, or delete the cookies of this site, and try again.
""")
TOO_MANY_CONNECTIONS = _type("too_many_connections", 503)("""
    连接过多，本次没有受理。
    There are too many connections; this one was not taken.
    请稍后再试，并关闭不用的连接。
    Try again later, and close connections that are not in use.
""")
TOO_MANY_ATTEMPTS = _type("too_many_attempts", 429)("""
    登录失败次数过多，暂不受理。
    There were too many failed attempts to sign in.
    请过一会儿再试，每多失败一次等得更久；忘记密码的，请管理员重新发送邀请。
    Try again in a while, each failure makes it longer; if the password is lost, ask an administrator to invite you.
""")
TOO_MANY_CHECKS = _type("too_many_checks", 429)("""
    没有查到的核验过多，暂不受理。
    Too many codes and files were checked that are of no document here.
    请过一会儿再试，每多一次等得更久；着急的，请与文书落款的机关联系。
    Try again in a while, each more makes it longer; if it is urgent, ask the organ that the document names.
""")
TOO_MANY_LOOK_UPS = _type("too_many_look_ups", 429)("""
    一小时内查询的人员和单位过多，本次没有答复。
    Too many people and units were looked up within an hour; this is not answered.
    请在 detail 所列时刻以后再查；确需大批查询的，请由监督人员了解用途后分人办理。
    Ask again after the time in detail; where so many are needed, have supervisors know what for, and share the work.
""")
RESULT_NAMESAKES = _type("result_namesakes", 409)("""
    登记簿中有同名的，按所填单位和编号不能确定是哪一个，本次没有答复。
    Several of that name are registered, and unit and number do not tell which is meant; this is not answered.
    请从 candidates 中核对后用 subject 写明是哪一个；都不是的，写明 none_of_them。
    Compare candidates and say which one by subject, or that it is none of them by none_of_them.
""")
PURPOSE_MISSING = _type("purpose_missing", 422)("""
    查询须写明目的，本次没有答复。
    This look-up has to say what it is for; it is not answered.
    请从 detail 所列目的中选一项：网页上选择，接口用 purpose 参数或 X-Purpose 请求头。
    Choose one of the purposes in detail: on the page, or as the parameter purpose or the header X-Purpose.
""")
MALFORMED = _type("malformed", 422)("""
    请求内容不符合接口说明。
    The request does not fit the description of the interface.
    请按 errors 所列逐项更正；超过二十处的，先列二十处。
    Correct what errors lists: the first twenty, if there are more.
""")
NOTICE_FAULTY = _type("notice_faulty", 422)("""
    放假通知有误，整份未采用。
    The holiday notice is faulty; none of it was taken.
    请按 errors 所列逐行更正后重新导入。
    Correct what errors lists, line by line, and import it again.
""")
CALENDAR_UNCHANGED = _type("calendar_unchanged", 409)("""
    日历已是如此，无需新版本。
    The calendar says this already; there is nothing to publish.
    无需办理。
    There is nothing to do.
""")
PACK_FAULTY = _type("pack_faulty", 422)("""
    程序包有误，整份未采用。
    The procedure pack is faulty; none of it was taken.
    请用 rongcuo policy check 逐项查看并更正后重新提出。
    See each fault with `rongcuo policy check`, correct it, and propose it again.
""")
ORGANS_FAULTY = _type("organs_faulty", 422)("""
    机关与人员名录有误，整份未采用。
    The register of organs and people is faulty; none of it was taken.
    请用 rongcuo organs check 逐项查看并更正后重新提出。
    See each fault with `rongcuo organs check`, correct it, and propose it again.
""")
EDITION_INSTALLED = _type("edition_installed", 409)("""
    这一版本的程序已经装入，内容相同。
    This edition is installed already, with the same content.
    无需办理。
    There is nothing to do.
""")
EDITION_EXISTS = _type("edition_exists", 409)("""
    同名版本已公布或已提出，内容不同；版本一经提出不得修改。
    An edition of this name was published or proposed with another content; an edition is never edited.
    请在 edition 中另取一个名称；尚是草案的，也可先撤回。
    Give it another name in `edition`; what is a draft still may be withdrawn instead.
""")
FOUR_EYES = _type("four_eyes", 409)("""
    草案不得由提出人自己审批。
    Whoever proposed a draft may not publish it.
    请由另一名有权审批的人员办理。
    Have another person who may approve do it.
""")
DRAFT_OUTDATED = _type("draft_outdated", 409)("""
    草案提出后已公布另一版本，公布它会覆盖那一版本。
    Another version was published since this draft was made; publishing it would undo that one.
    请在最新版本上重新提出：重新导入通知，或重新装入程序文件。
    Propose it anew, from the newest version: import the notice, or install the pack's file, again.
""")
NOT_YET_EFFECTIVE = _type("not_yet_effective", 409)("""
    该版本的施行日期还没有到，公布即适用于新案件，不能提前公布。
    The edition does not hold yet; once published, new cases begin under it.
    请在施行之日或以后公布。
    Publish it on the day from which it holds, or later.
""")
DRAFT_ENDED = _type("draft_ended", 409)("""
    该草案已公布或已撤回。
    This draft was published or withdrawn before.
    请查看版本列表。
    See the list of versions.
""")
IMPORT_NOT_COUNTER = _type("import_not_counter", 409)("""
    贵机关不是该程序的受理机关，不能补录它的案件。
    Your organ does not take in cases of this procedure, and enters none of them from paper.
    请由受理机关补录。
    Have the organ that takes cases in enter them.
""")
IMPORT_FAULTY = _type("import_file_faulty", 422)("""
    文件不能读取，什么也没有录入。
    The file cannot be read; nothing was entered.
    请按所列各处更正；用下载的模板填写最稳妥。
    Correct what is listed; filling in the template is safest.
""")
IMPORT_NOT_APPROVED = _type("import_not_approved", 409)("""
    文件尚未经另一人批准，或已撤回，不能录入。
    The file is not approved by a second person yet, or was taken back; nothing of it is entered.
    请另一名有权人员核对同一个文件后批准。
    Have another person who may look over the very same file and approve it.
""")
UPLOAD_OFFSET = _type("upload_offset_differs", 409)("""
    已收到的长度与请求所说的不同，这一段没有收下。
    So much has arrived as Upload-Offset says, and not as the request says; this part was not taken.
    请从应答的 Upload-Offset 处继续；已收到的都在。
    Go on from the Upload-Offset of the answer; what has arrived is kept.
""")
UPLOAD_BUSY = _type("upload_busy", 423)("""
    这份文件正有另一个请求在传。
    Another request is sending this file.
    请等它结束，或先问清已收到的长度再继续。
    Wait for it, or ask how much has arrived and go on from there.
""")
UPLOAD_PROTOCOL = _type("upload_protocol", 412)("""
    断点续传只支持 tus 1.0.0。
    Uploads are taken by tus 1.0.0 alone.
    请带上 Tus-Resumable: 1.0.0。
    Send Tus-Resumable: 1.0.0.
""")
UPLOAD_ENDED = _type("upload_ended", 409)("""
    这份文件已经传完，不再接收内容。
    This upload has ended; nothing more is taken.
    请查看它的状态；要换文件，请另行上传。
    See what became of it; for another file begin another upload.
""")
FILE_TOO_LARGE = _type("file_too_large", 413)("""
    文件超过 200 MiB。
    The file is larger than 200 MiB.
    请降低扫描分辨率（300 dpi 足够），或按内容拆成几份。
    Scan at a lower resolution (300 dpi is enough), or divide it by its content.
""")
CHECKED_FILE_TOO_LARGE = _type("checked_file_too_large", 413)("""
    要核验的文件超过 50 MiB。
    The file to be checked is larger than 50 MiB.
    请改用印在文书上的核验码，或者填写文件的 SHA-256 核对。
    Use the code that is printed on the document, or type in the SHA-256 of the file.
""")
TOO_MANY_UPLOADS = _type("too_many_uploads", 429)("""
    您有二十份文件还没有传完，没有开始新的上传。
    You have twenty uploads under way; no other was begun.
    请先传完或放弃其中几份，见材料页。
    Finish or give up some of them; see the page of documents.
""")
FILE_REFUSED = _type("file_refused", 422)("""
    文件没有收下，什么也没有保存。
    The file was not taken; nothing of it is kept.
    请按所说的处理后重新上传。
    Do as it says and upload it again.
""")
FILE_KEPT_BACK = _type("file_kept_back", 409)("""
    文件已隔离，没有入卷。
    The file is kept back and not in the case's file.
    请在材料页查看原因。
    See why on the page of documents.
""")
NO_ROOM = _type("no_room", 507)("""
    存放材料的磁盘空间不足，后面的内容没有收下；已收到的都在。
    The disk for documents is full: what came last was not taken, what had arrived is kept.
    请告知运维人员；腾出空间后从断点继续，不必重传。
    Tell the operators; once there is room, go on from where it stopped.
""")
STORE_AWAY = _type("documents_away", 503)("""
    存放材料的存储暂时不可用；已收到的都在。
    The store of documents cannot be reached for now; what has arrived is kept.
    请稍后再试。
    Try again later.
""")
DOCUMENT_NOT_WHOLE = _type("document_not_whole", 409)("""
    库存的文件缺失，或与入卷时的摘要不符，不予提供。
    The file is missing from the store, or is not what came into the case's file; it is not given out.
    请告知运维人员，从备份恢复这一份；日志中的摘要不受影响。
    Tell the operators to restore it from a backup; what the log says of it stands.
""")
DOCUMENT_NOT_ISSUED_YET = _type("document_not_issued", 409)("""
    这份文书还没有印发，或者作废的文稿没有文件。
    This document was not issued: there is no file of it.
    请在文书页查看它现在的状态。
    See where it is on the page of official documents.
""")
CHARACTERS_MISSING = _type("characters_missing", 409)("""
    文书中有字库没有的字，不能排版。
    The document has characters that no font has: it cannot be set.
    请核对所列的字；确需使用的，由运维人员补充字库后再办。
    Check the characters named; where they are right, the operators add a font.
""")
NOT_TYPESET = _type("not_typeset", 503)("""
    文书暂时不能排版，没有印发。
    The document could not be set for now; nothing was issued.
    请稍后再试；仍然不行的，告知运维人员。
    Try again later; if it does not work then, tell the operators.
""")
EXPORT_TOO_LARGE = _type("export_too_large", 422)("""
    列表太长，一次导不出来。
    The list is too long for one file.
    请先用筛选条件缩小范围，分几次导出。
    Narrow it down by its filters, and export it in parts.
""")
DIGEST_NAMES_SOMEBODY = _type("digest_names_somebody", 422)("""
    案例中出现了本案当事人、其单位或经办人员的姓名或名称。
    The digest holds a name of a subject of the case, of their unit, or of an official who acted in it.
    请按 errors 所列逐项改写，不写姓名和单位名称。
    Rewrite what errors lists, without the names of people and units.
""")
SUBJECT_NAMESAKES = _type("subject_namesakes", 409)("""
    同一单位已登记有同名的当事人，或已有人登记了同一证件号码。
    Subjects of this name are registered in the same unit, or one with this identifier.
    请核对 candidates：是其中一个的，直接使用其登记；确实另有其人（单位）的，将 another_person 设为 true 再登记。
    See candidates: if it is one of them, use that entry; if it is another, register with another_person true.
""")
SUBJECT_MERGED = _type("subject_merged", 409)("""
    两个登记中有一个已经并入其他登记，或刚被更改。
    One of the two entries has been merged before, or was changed just now.
    请重新查找，以现行登记（merged_into 为空的）办理。
    Look them up again and merge entries that were not merged themselves.
""")
SUBJECT_NOT_MERGED = _type("subject_not_merged", 409)("""
    这个登记没有并入其他登记。
    This entry was not merged into another one.
    请重新查看登记。
    Look at the entry again.
""")
SUBJECT_NAME_SAME = _type("subject_name_same", 409)("""
    登记的名称已经是这个。
    This is the name it has already.
    不必再登记。
    There is nothing to record.
""")
SUBJECTS_NOT_ALIKE = _type("subjects_not_alike", 422)("""
    人员与单位不能合并，登记也不能并入自身。
    A person and a unit cannot be merged, nor an entry with itself.
    请核对两个登记的编号。
    Check the ids of the two entries.
""")
SEEN_MISSING = _type("version_missing", 428)("""
    没有说明您看到的是案件的哪个版本。
    The version of the case you saw is missing.
    请在 If-Match 中填写案卷的版本，如 "v12"。
    Send the version you saw in If-Match, as in "v12".
""")
INTERNAL = _type("internal_error", 500)("""
    系统内部出错，已记录。
    Something broke inside; it was logged.
    请以同一 Idempotency-Key 重试；仍不成功，请向运维人员提供请求编号。
    Try again with the same Idempotency-Key; if it stays, give the request id to the operators.
""")
UNAVAILABLE = _type("unavailable", 503)("""
    暂时无法得知办理结果。
    The outcome is not known for now.
    请稍后以同一 Idempotency-Key 重发；不会重复办理。
    Send it again later with the same Idempotency-Key; nothing is done twice.
""")
NOT_READABLE_NOW = _type("not_readable_now", 503)("""
    系统一时忙或者正在恢复，暂时读不到。
    The system is busy or recovering; this cannot be read for now.
    请稍后刷新；已登记的都在，不会丢失。
    Reload it later; whatever was recorded is there.
""")
PAGE_MISSING = _type("page_missing", 409)("""
    已登记，但页面暂缺：该件的记录有一步现在无法显示，显示旧内容会误导，所以不显示。
    Recorded, but the page is missing: an event of the record cannot be shown, and what stood before would mislead.
    已办理的均有效，无需重办；请告知运维人员，处理后页面自行恢复。
    What was done stands and need not be done again; tell the operators, the page comes back once they have repaired it.
""")
BUSY = _type("busy", 503)("""
    此事项正有多项办理排队，本次尚未受理。
    Many acts on this matter are waiting in line; this one was not taken in.
    请稍后以同一 Idempotency-Key 重发。
    Send it again later with the same Idempotency-Key.
""")
TASK_TAKEN = _type("task_taken", 409)("""
    这项待办刚被他人处理。
    Somebody else was faster with this task.
    请看现在由谁办理；需要由您办理的，请其转办或由负责人分派。
    See who has it now; have it passed on by them, or assigned by a head.
""")
TASK_NOT_THERE = _type("task_not_there", 404)("""
    这项待办已不在您的待办中：可能已经办结或撤回。
    This task is not among yours: it may be done or taken back.
    请刷新待办。
    Reload your tasks.
""")
TASK_NOT_SO = _type("task_not_so", 409)("""
    这项待办现在不能这样处理：认领须是待领的；转办、稍后提醒、退回须是您自己的；分派由负责人办理；阅知的只能标为已阅；表决不能代办。
    This cannot be done with a task that stands so: only what is unclaimed is claimed, only one's own is passed on.
    请在待办相应的栏目中办理。
    Do it under the tab where the task is.
""")
PUT_OFF_TOO_LONG = _type("put_off_too_long", 422)("""
    稍后提醒的日期应在今天以后，且不得晚于该项的期限；已经逾期的不能推后。
    A reminder is for a day after today, and no later than the task is due; what is overdue cannot be put off.
    请选期限以内的日期；期限不够的，依程序申请延长。
    Choose a day within the term; if it is too short, ask for an extension as the procedure allows.
""")
NOT_FOR_THEM = _type("task_not_for_them", 409)("""
    不能交给此人：其职务不办理此项，或者是其本人事项，须回避。
    It cannot be given to them: their post does not do this, or it is their own matter.
    请另选本单位能办理的人员。
    Choose another of your organ who may.
""")
BUSY_HEADERS: Mapping[str, str] = {"Retry-After": "2"}
"""Goes with UNAVAILABLE and BUSY."""


def of_record(unfit: Manipulated | Unreadable) -> ProblemRaised:
    """What is answered for a record that is not what was recorded, or that this release cannot read."""
    refusal = refusals.RECORD_CHANGED if isinstance(unfit, Manipulated) else refusals.RECORD_UNREADABLE
    return ProblemRaised(of_refusal(refusal), Particulars(detail=f"第 {unfit.version} 版 / version {unfit.version}"))


def of_refusal(refusal: Refusal) -> ProblemType:
    """What the rules refuse, as a type of problem."""
    return ProblemType(
        code=refusal.code,
        status=refusal.status,
        sentences=Bilingual(zh=refusal.zh, en=refusal.en),
        todo=Bilingual(zh=refusal.todo_zh, en=refusal.todo_en),
        clause=refusal.cite,
    )


def _all() -> dict[str, ProblemType]:
    own = [value for value in globals().values() if isinstance(value, ProblemType)]
    legal = [of_refusal(each) for each in catalogue.REFUSALS]
    return {kind.code: kind for kind in (*legal, *own)}


PROBLEMS: Mapping[str, ProblemType] = _all()
"""Every code this interface answers with."""


def problem(
    raised: ProblemRaised, *, public_url: str, instance: str | None, request_id: str, language: Language
) -> Problem:
    """The problem as it goes out."""
    kind, more = raised.kind, raised.particulars
    return Problem(
        type=f"{public_url}/problems/{kind.code}",
        title=kind.sentences.zh if language == "zh" else kind.sentences.en,
        status=kind.status,
        code=kind.code,
        detail=more.detail,
        instance=instance,
        request_id=request_id,
        sentences=kind.sentences,
        todo=kind.todo,
        clause=more.clause or kind.clause,
        policy=more.policy,
        errors=more.errors[:FAULTS_TOLD],
        earlier_case=more.earlier_case,
        candidates=more.candidates,
        people=more.people,
        who_may=more.who_may,
        links=more.links,
    )
