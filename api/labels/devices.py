"""What a browser says of itself (User-Agent), as people call their devices; or that it is not known."""

from api.http.language import told

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QAXBrowser", "奇安信浏览器"),
    ("UOSBrowser", "统信浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_of(said: str) -> str:
    """A browser and a system."""
    browser = next((name for mark, name in _BROWSERS if mark in said), told("未知浏览器", "unknown browser"))
    system = next((name for mark, name in _SYSTEMS if mark in said), told("未知系统", "unknown system"))
    return told(f"{browser}，{system}", f"{browser}, {system}")
