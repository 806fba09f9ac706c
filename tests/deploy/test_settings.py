from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.roles.documents import press
from deploy.roles.settings import (
    API_PORT,
    KEY_FILE,
    LOG_LEVEL,
    LOG_LEVELS,
    TLS_CERT,
    TLS_KEY,
    Settings,
    SettingsRefused,
)

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
PATHS = TEXT.map(Path)
REQUIRED = {
    "RONGCUO_DATABASE_URL": "postgresql://somewhere/rongcuo",
    "RONGCUO_TEMPORAL_ADDRESS": "somewhere:7233",
    "RONGCUO_KEY_FILE": "/keys/installation.key",
}


@given(
    st.builds(
        Settings,
        database_url=TEXT,
        temporal_address=TEXT,
        key_file=PATHS,
        tokens_file=PATHS,
        sequencer_url=st.none() | TEXT,
        owner_url=st.none() | TEXT,
        eraser_url=st.none() | TEXT,
        temporal_namespace=TEXT,
        temporal_tls_ca_file=st.none() | PATHS,
        temporal_tls_cert_file=PATHS,
        temporal_tls_key_file=PATHS,
        temporal_tls_server_name=st.none() | TEXT,
        temporal_api_key_file=st.none() | PATHS,
        api_host=TEXT,
        api_port=st.integers(1, 65535),
        step_up_minutes=st.integers(1, 720),
        log_level=st.sampled_from(LOG_LEVELS),
        ready_file=st.none() | PATHS,
    )
)
def test_settings_pass_through_the_environment_unchanged(settings: Settings) -> None:
    """A role reads exactly what its supervisor meant."""
    assert Settings.from_environment(settings.to_environment()) == settings


def test_everything_missing_is_named_at_once() -> None:
    """Nobody has to start a role four times to learn what it needs."""
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_environment({})

    assert [fault.split()[1] for fault in refused.value.faults] == list(REQUIRED)


def test_who_opens_nothing_is_told_of_no_key() -> None:
    """It needs no installation key, and forgets one that its environment names; whoever asks for it is refused."""
    told = Settings.from_environment(REQUIRED, with_key=False)
    without = {name: value for name, value in REQUIRED.items() if name != KEY_FILE}

    assert told.key_file is None
    assert Settings.from_environment(without, with_key=False) == told
    assert KEY_FILE not in told.to_environment()
    with pytest.raises(SettingsRefused, match=KEY_FILE):
        _ = told.installation_key


def test_what_one_role_needs_besides_is_named_with_the_rest() -> None:
    """The sequencer has a login of its own, of which the other roles know nothing."""
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_environment(REQUIRED | {"RONGCUO_KEY_FILE": ""}, needs=("sequencer_url",))

    assert [fault.split()[1] for fault in refused.value.faults] == ["RONGCUO_KEY_FILE", "RONGCUO_SEQUENCER_URL"]


@pytest.mark.parametrize("change", [{API_PORT: "0"}, {API_PORT: "65536"}, {API_PORT: "八"}, {LOG_LEVEL: "loud"}])
def test_value_out_of_range_is_refused(change: dict[str, str]) -> None:
    """A wrong value is named, not replaced by a default."""
    with pytest.raises(SettingsRefused, match=next(iter(change))):
        Settings.from_environment(REQUIRED | change)


@pytest.mark.parametrize("given", [TLS_CERT, TLS_KEY])
def test_a_certificate_without_its_key_is_refused(given: str) -> None:
    """Neither is of use without the other."""
    with pytest.raises(SettingsRefused, match=f"{TLS_CERT} and {TLS_KEY} go together"):
        Settings.from_environment(REQUIRED | {given: "/keys/one.pem"})


@pytest.mark.parametrize(
    ("said", "over_tls"),
    [
        ({}, False),
        ({"RONGCUO_TEMPORAL_TLS_CA_FILE": "/keys/ca.pem"}, True),
        ({"RONGCUO_TEMPORAL_TLS_SERVER_NAME": "temporal"}, True),
        ({"RONGCUO_TEMPORAL_API_KEY_FILE": "/keys/api-key"}, True),
        ({TLS_CERT: "/keys/cert.pem", TLS_KEY: "/keys/key.pem"}, True),
    ],
)
def test_whatever_is_said_of_tls_turns_it_on(said: dict[str, str], *, over_tls: bool) -> None:
    """An API key, above all, never goes in the clear."""
    assert Settings.from_environment(REQUIRED | said).temporal_over_tls is over_tls


@pytest.mark.parametrize("minutes", ["0", "-1", "721", "1.5", "ten", "９"])
def test_how_long_signatures_are_trusted_is_some_minutes(minutes: str) -> None:
    """At least one, at most as long as a session lasts."""
    with pytest.raises(SettingsRefused, match="RONGCUO_STEP_UP_MINUTES"):
        Settings.from_environment({**REQUIRED, "RONGCUO_STEP_UP_MINUTES": minutes})

    assert Settings.from_environment({**REQUIRED, "RONGCUO_STEP_UP_MINUTES": "720"}).step_up_minutes == 720
    assert Settings.of_the_entrance({"RONGCUO_STEP_UP_MINUTES": "5"}) == {"step_up_minutes": 5}


def test_a_folder_of_fonts_that_is_not_there_is_named(tmp_path: Path) -> None:
    """At the start, and not when the first document is to be issued."""
    named = {"RONGCUO_FONTS_DIR": str(tmp_path / "absent")}
    with pytest.raises(SettingsRefused, match="RONGCUO_FONTS_DIR"):
        press(Settings.from_environment(REQUIRED | named))

    assert press(Settings.from_environment(REQUIRED)).fonts.files
