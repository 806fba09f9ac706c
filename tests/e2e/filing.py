"""An application, as a unit's contact makes it on the page."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from playwright.sync_api import FilePayload, expect

from domain.terms.deadlines import SHANGHAI
from tests.e2e.person import Person

EVIDENCE: Final = FilePayload(
    name="集体研究记录.txt", mimeType="text/plain", buffer="经集体研究，先抢通道路，后补招标手续。\n".encode()
)


def apply_for(contact: Person, unit: str, title: str, signatory: str) -> str:
    """Apply to the organisation department of the county under the Nujiang procedure; the address of the case."""
    happened = (datetime.now(SHANGHAI) - timedelta(days=20)).date().isoformat()
    contact.open("/cases").follow("申请")
    contact.fill({"适用程序": "怒江州容错纠错程序"}).press("更新可选项")
    contact.fill({"收件机关": "示例甲县委组织部", "标题": title})
    look_up(contact, "申请人", unit)
    contact.fill(
        {
            "申请人": unit,
            "当事人": (unit,),
            "情况说明": "暴雨冲断道路，经集体研究先施工、后补招标手续。",
            "容错情形": "推动重大项目、重点工作中的失误",
            "失误类别": "程序瑕疵",
            "事发日期": happened,
            "签字背书": {"背书方式": "待负责人签字", "背书人职务": signatory},
        }
    )
    contact.press("增加一项：证据材料").fill(
        {
            "证据材料 1": {
                "文件的 SHA-256": sha256(EVIDENCE["buffer"]).hexdigest(),
                "材料名称": "集体研究记录",
            }
        }
    )
    contact.press("检查").looks("check").records().looks(printed=True)
    contact.follow("返回")
    return re.sub(r"[?#].*", "", contact.page.url)


def look_up(person: Person, field: str, name: str) -> None:
    """Find somebody in the register, from a form."""
    part = person.page.get_by_role("group", name=person.starts(field))
    part.get_by_label(person.said("按姓名或名称查找")).fill(name)
    part.get_by_role("button", name=person.said("查找")).click()
    expect(part.get_by_label(name).first).to_be_visible()
