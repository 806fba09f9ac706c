"""Whether what an event asked of people reached them (送达), in words: from what was told, never from what was due."""

from collections.abc import Iterable, Mapping

from api.http.language import told as in_words
from eventlog.notices.reading import Told


def arrivals(found: Iterable[Told], *, ballots: bool) -> Mapping[int, str]:
    """What is said of each event that told somebody something, by its version.

    How many were told of a vote is for those alone who may read ballots.
    """
    return {each.version: _words(each) for each in found if ballots or not each.of_vote}


def _words(told: Told) -> str:
    parts = [in_words(f"已通知{told.told}人", f"{told.told} told")]
    counts = (
        (told.read, in_words("已阅", "read")),
        (told.mailed, in_words("邮件送达", "by mail")),
        (told.hooked, in_words("接收地址送达", "by hook")),
        (told.failed, in_words("未送达", "not delivered")),
        (told.lapsed, in_words("已离任离岗、不发邮件", "not mailed, no longer in the post")),
    )
    parts += [in_words(f"{word}{count}", f"{count} {word}") for count, word in counts if count]
    return in_words("，", ", ").join(parts)
