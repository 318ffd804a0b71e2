"""A hearing played on the services, from which the tests of commenting and reporting start."""

from dataclasses import dataclass, field

from tests.services.people import Device
from tests.services.story import NOW, Story
from votesvc.crypto.sealing import OfficerKey, new_officer_key
from votesvc.domain.hearing_spec import HearingSpec, Officer
from votesvc.services import hearing_setup, hearings

SPEC = HearingSpec(
    kind="hearing",
    title="考勤办法听证会",
    matter="讨论考勤办法。\n必要性、合规性、可行性。",
    clauses=("第一条", "第二条"),
    per_delegate=3,
    marks=True,
    notice_days=7,
    papers=(),
    officers=(Officer("甲", "主持人", recused=False), Officer("乙", "监察人", recused=True)),
)
NUMBERS = ("1001", "1002", "a-7")


@dataclass
class Talk:
    """One hearing of a story, its officer's key, and the phones of those who are present."""

    story: Story
    hearing: str = ""
    officer: OfficerKey = field(default_factory=new_officer_key)
    devices: list[Device] = field(default_factory=list)

    def draft(self, spec: HearingSpec = SPEC) -> "Talk":
        """Make a draft with an officer's key."""
        self.hearing = hearings.create(self.story.session, self.story.congress, spec)
        hearings.set_officer_key(self.story.session, self.hearing, self.officer.public)
        return self

    def announce(self, spec: HearingSpec = SPEC) -> "Talk":
        """Announce a hearing."""
        self.draft(spec)
        hearing_setup.announce(self.story.session, self.story.log, self.hearing, NOW)
        return self

    def open(self, spec: HearingSpec = SPEC) -> "Talk":
        """Announce and open a hearing with three delegates present."""
        self.announce(spec)
        self.devices = self.devices or [self.story.device(number) for number in NUMBERS]
        hearing_setup.open_hearing(self.story.session, self.story.log, self.hearing, NOW)
        return self

    def close(self) -> None:
        """Close the hearing."""
        hearing_setup.close_hearing(self.story.session, self.story.log, self.hearing, NOW)

    @property
    def view(self) -> hearings.HearingView:
        """The hearing as it stands."""
        return hearings.hearing(self.story.session, self.hearing)
