//! Everything antops knows at a moment. The screen is a function of it; only `update` changes it.

use super::bell::Bell;
use super::belonging::Belonging;
use super::bulk::Batch;
use super::draft::Drafts;
use super::effect::{Effect, Effects};
use super::estate::Estate;
use super::ids::Ids;
use super::layers::Layer;
use super::layers::compose::Compose;
use super::live::LiveBoard;
use super::notice::{Notice, Tone};
use super::panes::changes::ChangesPane;
use super::panes::feed::FeedPane;
use super::panes::inbox::InboxPane;
use super::panes::incidents::IncidentsPane;
use super::panes::map::MapPane;
use super::panes::problems::ProblemsPane;
use super::panes::{Origin, Pane};
use super::pending::Pending;
use super::remote::Remote;
use super::rows::Rows;
use super::screen::{self, Plan, Wants};
use super::settings::Settings;
use super::undo::Undo;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::presence::{Present, Showing};
use crate::domain::safe::Safe;
use crate::domain::value::{ChangeId, CommentId, IncidentId, ProblemId, ProfileId, Record};
use crate::ports::KeptRoom;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// After this a request under way is worth a mark in the header.
pub const SLOW: SignedDuration = SignedDuration::from_millis(150);

/// What a run begins with.
#[derive(Clone, Debug)]
pub struct Boot {
    /// The name of the profile, shown in the header.
    pub profile: String,
    /// A line to begin with, such as the demo's.
    pub notice: Option<Safe>,
    /// Whether address and key of a project are known; otherwise the first-run form asks for them.
    pub project_known: bool,
    /// The address to sign in with, if it is known.
    pub email: Option<String>,
    /// Looks and keys.
    pub settings: Settings,
    /// The size of the terminal.
    pub size: Size,
    /// The time.
    pub now: Timestamp,
    /// The zone times are shown in.
    pub zone: TimeZone,
    /// 128 random bits, from which the ids of new rows are made.
    pub seed: u128,
}

/// Everything known.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other, no state among them")]
pub struct Model {
    /// The time, as the last message told it.
    pub now: Timestamp,
    /// The zone times are shown in.
    pub zone: TimeZone,
    /// The size of the terminal.
    pub size: Size,
    /// The name of the profile.
    pub profile: String,
    /// Looks and keys.
    pub settings: Settings,
    /// Whether somebody is signed in.
    pub session: Session,
    /// Who.
    pub me: Option<Me>,
    /// The rows as the server told them.
    pub rows: Rows,
    /// The infrastructure.
    pub estate: Estate,
    /// When the rows of the cache were true, while nothing newer is there.
    pub cached_at: Option<Timestamp>,
    /// What was asked, answered and refused.
    pub remote: Remote,
    /// What Realtime sends.
    pub live: LiveBoard,
    /// Deeds without a verdict.
    pub pending: Pending,
    /// What can be taken back.
    pub undo: Undo,
    pub(super) batches: Vec<Batch>,
    pub(super) belonging: Belonging,
    /// When a verb last went on to the next incident, and which.
    pub(super) went_on: Option<(Timestamp, &'static str)>,
    /// Unsent texts.
    pub drafts: Drafts,
    /// Which pane is shown.
    pub pane: Pane,
    /// Where one jumped from, the latest last.
    pub(super) trail: Vec<Origin>,
    /// The incidents pane.
    pub incidents: IncidentsPane,
    /// The problems pane.
    pub problems: ProblemsPane,
    /// The changes pane.
    pub changes: ChangesPane,
    /// The map.
    pub map: MapPane,
    pub(super) small: Box<super::small::Kept>,
    /// The feed.
    pub feed: FeedPane,
    /// The inbox.
    pub inbox: InboxPane,
    /// What only this machine knows of feed and inbox.
    pub room: KeptRoom,
    pub(super) bell: Bell,
    /// Who else is present, and where.
    pub present: Vec<Present>,
    /// Records I said I am on.
    pub(super) claims: BTreeSet<Record>,
    pub(super) shown: Vec<Showing>,
    /// When text was last typed.
    pub(super) typed_at: Option<Timestamp>,
    /// Up to when each timeline was read.
    pub read_until: BTreeMap<Record, Timestamp>,
    /// What floats above the panes, the topmost last.
    pub layers: Vec<Layer>,
    /// What there is to say.
    pub notice: Option<Notice>,
    pub(super) unsaid: VecDeque<Notice>,
    /// Whether lists show absolute times.
    pub absolute_times: bool,
    pub(super) email: String,
    pub(super) project_known: bool,
    pub(super) attached: Option<ProfileId>,
    pub(super) awaiting: u32,
    pub(super) leaving: bool,
    pub(super) ids: Ids,
    redraw: bool,
}

/// Whether somebody is signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Session {
    /// The stored session is being taken up again; it may have failed at a time for a reason that passes.
    Restoring {
        /// When and why the last try failed.
        failed: Option<(Timestamp, Fault)>,
    },
    /// Nobody is: the form asks.
    SignedOut,
    /// Somebody is.
    Ready,
}

impl Model {
    /// A model in which nothing has happened yet.
    #[must_use]
    pub fn new(boot: Boot) -> Self {
        let incidents = IncidentsPane::new(&boot.settings.views);
        let boot_flows = boot.settings.flows.clone();
        let notice = boot.notice.map(|text| Notice::new(Tone::Lasting, text.as_str(), boot.now));
        Self {
            now: boot.now,
            zone: boot.zone,
            size: boot.size,
            profile: boot.profile,
            settings: boot.settings,
            session: Session::Restoring { failed: None },
            me: None,
            rows: Rows::default(),
            estate: Estate::new(boot_flows),
            cached_at: None,
            remote: Remote::default(),
            live: LiveBoard::default(),
            pending: Pending::default(),
            undo: Undo::default(),
            batches: vec![],
            belonging: Belonging::default(),
            went_on: None,
            drafts: Drafts::default(),
            pane: Pane::default(),
            trail: vec![],
            incidents,
            problems: ProblemsPane::default(),
            changes: ChangesPane::default(),
            map: MapPane::default(),
            small: Box::default(),
            feed: FeedPane::default(),
            inbox: InboxPane::default(),
            room: KeptRoom::default(),
            bell: Bell::new(boot.now),
            present: vec![],
            claims: BTreeSet::new(),
            shown: vec![],
            typed_at: None,
            read_until: BTreeMap::new(),
            layers: vec![],
            notice,
            unsaid: VecDeque::new(),
            absolute_times: false,
            email: boot.email.unwrap_or_default(),
            project_known: boot.project_known,
            attached: None,
            awaiting: 0,
            leaving: false,
            ids: Ids::new(boot.seed),
            redraw: true,
        }
    }

    /// Where things are on the screen; nothing when it is too small.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let shape = self.shape();
        let compose_lines = match self.compose() {
            Some(compose) => screen::compose_lines(compose.area().lines().iter().map(String::as_str), self.size, shape),
            None => 0,
        };
        let detail_focused = self.detail().is_focused;
        let notice_lines = self.notice.as_ref().map_or(0, |notice| screen::notice_lines(&notice.text, self.size));
        screen::plan(self.size, Wants { detail_focused, shape, compose_lines, notice_lines })
    }

    /// The composer, if one is open.
    #[must_use]
    pub fn compose(&self) -> Option<&Compose> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Compose(compose) => Some(&**compose),
            _ => None,
        })
    }

    /// An incident as the screen shows it: the server's row under the deeds without a verdict.
    #[must_use]
    pub fn incident(&self, id: IncidentId) -> Option<Cow<'_, Incident>> {
        match self.rows.incidents.get(&id) {
            Some(row) => Some(self.pending.over(row)),
            None if let Some(row) = self.feed.incident(id) => Some(self.pending.over(row)),
            None => self.reported(id).map(|row| Cow::Owned(self.pending.over(&row).into_owned())),
        }
    }

    /// The selected incident.
    #[must_use]
    pub fn selected_incident(&self) -> Option<Cow<'_, Incident>> {
        self.incidents.list.selected().and_then(|id| self.incident(id))
    }

    /// My own id, once it is known.
    #[must_use]
    pub fn my_id(&self) -> Option<ProfileId> {
        self.me.as_ref().map(|me| me.profile.id)
    }

    /// Whether the screen may differ from what was last drawn. Asking takes the mark away.
    pub fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.redraw)
    }

    pub(super) fn dirty(&mut self) {
        self.redraw = true;
    }

    pub(super) fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let notice = Notice::new(tone, text, self.now);
        let is_unread = |shown: &Notice| shown.tone == Tone::Bad && !shown.is_read(self.now);
        if self.notice.as_ref().is_some_and(is_unread) && self.notice.as_ref() != Some(&notice) {
            self.unsaid.truncate(4);
            self.unsaid.push_back(notice);
        } else {
            self.notice = Some(notice);
        }
        self.dirty();
    }

    /// Takes the message away; the next one that waited comes up. Says whether there was one.
    pub(super) fn clear_notice(&mut self) -> bool {
        let was = self.notice.is_some();
        let next = self.unsaid.pop_front();
        self.notice = next.map(|notice| Notice::new(notice.tone, notice.text, self.now));
        was
    }

    /// The id of an incident that is about to be reported.
    pub(super) fn new_incident_id(&mut self) -> IncidentId {
        IncidentId(self.ids.next())
    }

    /// The id of a problem that is about to be written down.
    pub(super) fn new_problem_id(&mut self) -> ProblemId {
        ProblemId(self.ids.next())
    }

    /// The id of a change that is about to be drafted.
    pub(super) fn new_change_id(&mut self) -> ChangeId {
        ChangeId(self.ids.next())
    }

    /// An id for a row that stands beside a change.
    pub(super) fn new_id(&mut self) -> uuid::Uuid {
        self.ids.next()
    }

    /// The id of a comment that is about to be written.
    pub(super) fn new_comment_id(&mut self) -> CommentId {
        CommentId(self.ids.next())
    }

    /// Everything of one person goes before another's comes: rows, deeds, texts, what lies open. It is all on disk, in their part of it.
    pub(super) fn forget_person(&mut self) {
        self.rows = Rows::default();
        self.estate = Estate::new(self.settings.flows.clone());
        self.cached_at = None;
        self.pending = Pending::default();
        self.undo = Undo::default();
        self.batches.clear();
        self.belonging = Belonging::default();
        self.drafts = Drafts::default();
        self.incidents = IncidentsPane::new(&self.settings.views);
        self.problems = ProblemsPane::default();
        self.changes = ChangesPane::default();
        self.map = MapPane::default();
        self.feed = FeedPane::default();
        self.inbox = InboxPane::default();
        self.room = KeptRoom::default();
        self.bell = Bell::new(self.now);
        self.present.clear();
        self.claims.clear();
        self.shown.clear();
        self.read_until.clear();
        self.trail.clear();
        self.layers.clear();
    }

    /// Keeps what is being written, in memory and on disk.
    pub(super) fn keep_draft(&mut self, place: super::draft::Place, text: &str, seen: Option<Timestamp>) -> Effects {
        // Which of several that were begun comes back first goes by that.
        let seen = if place.is_new() { Some(self.now) } else { seen };
        if self.drafts.keep(place, text, seen) {
            vec![Effect::SaveDraft { place: place.to_string(), text: text.to_owned(), seen }]
        } else {
            vec![]
        }
    }
}
