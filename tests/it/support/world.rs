//! A small company and a machine that knows it, at a fixed time, without any I/O: for tests of `update`, snapshots and benchmarks.

#![allow(dead_code, reason = "each test takes what it needs")]

use antops::app::effect::{Effect, Effects};
use antops::app::model::Boot;
use antops::app::settings::Settings;
use antops::app::{Model, Msg, update};
use antops::domain::change::Change;
use antops::domain::change::beside::{Approval, Automation, Response};
use antops::domain::comment::Comment;
use antops::domain::happening::{Edge, FeedPage};
use antops::domain::incident::{Incident, Link};
use antops::domain::infrastructure::drawing::draw;
use antops::domain::infrastructure::{Environment, Infrastructure, Node, Unshown};
use antops::domain::live::{Kind, LiveEvent, LiveState};
use antops::domain::member::{Me, Profile};
use antops::domain::notification::Notification;
use antops::domain::problem::Problem;
use antops::domain::request::{Answer, Op, Page, Query, Receipt};
use antops::domain::safe::Safe;
use antops::domain::search::{Found, Total};
use antops::domain::service::{Service, ServiceId};
use antops::domain::slo::SloTargets;
use antops::domain::value::{
    CommentId, EnvironmentId, IncidentId, IncidentStatus, OrganizationId, Priority, ProblemId, ProblemStatus,
    ProfileId, Record, Role,
};
use antops::ports::SignedIn;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;
use std::sync::Arc;
use uuid::Uuid;

/// Thursday 19 November 2026, 14:03 UTC.
pub fn noon() -> Timestamp {
    "2026-11-19T14:03:00Z".parse().unwrap()
}

/// So many minutes before [`noon`].
pub fn ago(minutes: i64) -> Timestamp {
    noon() - SignedDuration::from_mins(minutes)
}

pub fn person(n: u128) -> ProfileId {
    ProfileId(Uuid::from_u128(0x1111_0000 + n))
}

pub fn dana() -> ProfileId {
    person(1)
}

pub fn omar() -> ProfileId {
    person(2)
}

pub fn ana() -> ProfileId {
    person(3)
}

pub fn incident_id(n: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(0x1c00_0000 + n))
}

pub fn comment_id(n: u128) -> CommentId {
    CommentId(Uuid::from_u128(0xc000_0000 + n))
}

pub fn problem_id(n: u128) -> ProblemId {
    ProblemId(Uuid::from_u128(0x9b00_0000 + n))
}

pub fn organization() -> OrganizationId {
    OrganizationId(Uuid::from_u128(0xaaaa))
}

pub fn profile(id: ProfileId, name: &str, role: Role) -> Profile {
    let first = name.split(' ').next().unwrap().to_lowercase();
    Profile { id, email: Safe::line(&format!("{first}@acme.example")), full_name: Some(Safe::line(name)), role }
}

pub fn people() -> Vec<Profile> {
    vec![
        profile(dana(), "Dana Whitfield", Role::Member),
        profile(omar(), "Omar Haddad", Role::Member),
        profile(ana(), "Ana Ferreira", Role::Manager),
    ]
}

pub fn me() -> Me {
    Me {
        profile: people().remove(0),
        organization: organization(),
        organization_name: Safe::line("Acme Corp"),
        membership: Some(Role::Member),
    }
}

/// Incident `n`: medium, open, created by Ana `n` hours ago, nobody's.
pub fn incident(n: u128, title: &str) -> Incident {
    let created = noon() - SignedDuration::from_hours(i64::try_from(n).unwrap());
    Incident {
        id: incident_id(n),
        organization: organization(),
        number: Some(Safe::line(&format!("ACM-INC-{n:04}"))),
        title: Safe::line(title),
        description: Safe::new("<p>Since the deploy.</p>"),
        priority: Priority::Medium,
        status: IncidentStatus::Open,
        assigned_to: None,
        created_by: ana(),
        problem: None,
        tags: vec![],
        services: vec![],
        criticality: Some(Priority::Medium),
        urgency: Some(Priority::High),
        auto_priority: true,
        links: vec![],
        customer: None,
        created_at: created,
        updated_at: created,
        resolved_at: None,
    }
}

pub fn comment(n: u128, on: u128, author: ProfileId, minutes_ago: i64, content: &str) -> Comment {
    let at = ago(minutes_ago);
    Comment {
        id: comment_id(n),
        on: Record::Incident(incident_id(on)),
        content: Safe::new(content),
        author,
        mentions: vec![],
        created_at: at,
        updated_at: at,
    }
}

/// A queue as one meets it at 3 a.m.: one breached, two at risk, one of Dana's own, one resolved.
pub fn incidents() -> Vec<Incident> {
    vec![
        Incident {
            priority: Priority::Critical,
            status: IncidentStatus::Investigating,
            assigned_to: Some(omar()),
            problem: Some(problem_id(7)),
            services: vec![ServiceId(Safe::line("node-edge-eu")), ServiceId(Safe::line("node-gone"))],
            tags: vec![Safe::line("db"), Safe::line("region:eu")],
            links: vec![Link {
                title: Safe::line("ZD-48213"),
                url: Safe::line("https://desk.example/48213"),
                kind: Safe::line("zendesk"),
            }],
            customer: Some(Safe::line("Contoso")),
            created_at: ago(132),
            ..incident(42, "Checkout answers 500 at the EU edge")
        },
        Incident {
            priority: Priority::High,
            created_at: ago(446),
            ..incident(40, "Replica lag above 40 s on pg-eu-2")
        },
        Incident {
            priority: Priority::High,
            status: IncidentStatus::Investigating,
            created_by: dana(),
            assigned_to: Some(dana()),
            created_at: ago(370),
            ..incident(41, "Login mails delayed (mailgun queue)")
        },
        Incident {
            assigned_to: Some(dana()),
            created_at: ago(780),
            ..incident(39, "Stale TLS certificate on status page")
        },
        Incident { priority: Priority::Low, created_at: ago(1500), ..incident(31, "Printer on floor 3 offline again") },
        Incident {
            status: IncidentStatus::Resolved,
            resolved_at: Some(ago(100)),
            created_at: ago(300),
            ..incident(30, "Edge restarts in a loop")
        },
    ]
}

pub fn comments() -> Vec<Comment> {
    vec![
        comment(1, 42, ana(), 1500, "<p>Seen once last week, went away by itself.</p>"),
        comment(2, 42, ana(), 12, "<p>Rolling back the edge config, ETA <strong>10 min</strong></p>"),
        comment(3, 42, omar(), 2, "<p>5xx down to 3 %, watching.</p>"),
        comment(4, 41, dana(), 30, "<p>Queue drained to 4k.</p>"),
    ]
}

pub fn problems() -> Vec<Problem> {
    vec![Problem {
        id: problem_id(7),
        number: Some(Safe::line("ACM-PRBM-0007")),
        title: Safe::line("Connection pool leak"),
        status: ProblemStatus::KnownError,
        priority: Priority::High,
        workaround: Some(Safe::new("<p>Restart the pool on lb-eu-1, then drain.</p>")),
        description: Safe::new("<p>Connections that are dead stay in the pool until it is exhausted.</p>"),
        root_cause: Some(Safe::new("<p>The pool looks at connections only when it opens them.</p>")),
        solution: None,
        tags: vec![Safe::line("pool")],
        services: vec![ServiceId(Safe::line("node-edge-eu"))],
        assigned_to: Some(omar()),
        created_by: ana(),
        criticality: Some(Priority::High),
        urgency: Some(Priority::High),
        auto_priority: true,
        created_at: ago(20_000),
        updated_at: ago(9_000),
        resolved_at: None,
    }]
}

pub fn services() -> Vec<Service> {
    vec![Service {
        id: ServiceId(Safe::line("node-edge-eu")),
        label: Safe::line("edge-eu"),
        environment: Some(Safe::line("Production")),
    }]
}

/// One environment with one component.
pub fn infrastructure() -> Infrastructure {
    let environment = environment_id(1);
    Infrastructure {
        environments: vec![Environment {
            id: environment,
            name: Safe::line("Production"),
            description: None,
            is_default: true,
            created_at: ago(90_000),
        }],
        nodes: vec![Node {
            id: ServiceId(Safe::line("node-edge-eu")),
            environment: Some(environment),
            label: Safe::line("edge-eu"),
            kind: Safe::line("gateway"),
            zone: None,
            at: (0, 0),
            unshown: Unshown::default(),
        }],
        ..Infrastructure::default()
    }
}

pub fn environment_id(n: u128) -> EnvironmentId {
    EnvironmentId(Uuid::from_u128(0xe000_0000 + n))
}

/// What a machine begins with here.
pub fn boot(width: u16, height: u16) -> Boot {
    Boot {
        profile: "acme-prod".into(),
        notice: None,
        project_known: true,
        email: Some("dana@acme.example".into()),
        settings: Settings::default(),
        size: Size { width, height },
        now: noon(),
        zone: TimeZone::UTC,
        seed: 7,
    }
}

/// A machine with a server made of answers: every read is answered from `rows`, deeds wait to be judged by the test.
pub struct World {
    pub model: Model,
    pub rows: Rows,
    /// Effects that were not reads, oldest first.
    pub wishes: Effects,
}

/// The rows the server would answer with.
#[derive(Clone)]
pub struct Rows {
    pub me: Me,
    pub incidents: Vec<Incident>,
    pub total: Option<u64>,
    pub comments: Vec<Comment>,
    pub people: Vec<Profile>,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
    pub approvals: Vec<Approval>,
    pub automations: Vec<Automation>,
    pub responses: Vec<Response>,
    pub infrastructure: Infrastructure,
    pub notices: Vec<Notification>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            me: me(),
            incidents: incidents(),
            total: None,
            comments: comments(),
            people: people(),
            problems: problems(),
            changes: vec![],
            approvals: vec![],
            automations: vec![],
            responses: vec![],
            infrastructure: infrastructure(),
            notices: vec![],
        }
    }
}

impl World {
    /// Nothing has happened yet.
    pub fn new(boot: Boot) -> Self {
        Self { model: Model::new(boot), rows: Rows::default(), wishes: vec![] }
    }

    /// Signed in as Dana, everything loaded, everything live.
    pub fn ready(width: u16, height: u16) -> Self {
        Self::with(boot(width, height), Rows::default())
    }

    pub fn with(boot: Boot, rows: Rows) -> Self {
        let mut world = Self { model: Model::new(boot), rows, wishes: vec![] };
        let first = world.model.start();
        world.take(first);
        world.send(Msg::SignIn(Ok(SignedIn::Ready)));
        world.live();
        world.pass(SignedDuration::from_secs(1));
        world.wishes.clear();
        world
    }

    /// All kinds of rows arrive by themselves from now on.
    pub fn live(&mut self) {
        let states = Kind::ALL.iter().map(|kind| LiveEvent::State(*kind, LiveState::Live)).collect();
        self.send(Msg::Live(states));
        self.send(Msg::Live(vec![LiveEvent::Pulse { millis: 12 }]));
    }

    /// Sends a message and answers every read that follows from it.
    pub fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.take(effects);
    }

    fn take(&mut self, effects: Effects) {
        for effect in effects {
            match effect {
                Effect::Read(ticket, query) => {
                    let result = Ok(self.answer(&query));
                    self.send(Msg::Answered { ticket, result });
                }
                Effect::LayOut(sketch) => {
                    let drawing = Arc::new(draw(&sketch, &|| true).unwrap());
                    self.send(Msg::LaidOut { generation: sketch.generation, drawing });
                }
                other => self.wishes.push(other),
            }
        }
    }

    fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Me => Answer::Me(self.rows.me.clone()),
            Query::People => Answer::People(self.rows.people.clone()),
            Query::SloTargets => Answer::SloTargets(SloTargets::default()),
            Query::Incidents => Answer::Incidents(Page { rows: self.rows.incidents.clone(), total: self.rows.total }),
            Query::Incident(id) => {
                Answer::Incident(self.rows.incidents.iter().find(|row| row.id == *id).cloned().map(Box::new))
            }
            Query::Search(_) => Answer::Found(Found { rows: vec![], next: None, total: Some(Total::Exact(0)) }),
            Query::Timeline(record) => {
                let rows = self.rows.comments.iter().filter(|comment| comment.on == *record).cloned().collect();
                Answer::Timeline(*record, Page { rows, total: None })
            }
            Query::CommentsSince(at) => {
                let rows =
                    self.rows.comments.iter().rev().filter(|comment| comment.created_at > *at).cloned().collect();
                Answer::CommentsSince(Page { rows, total: None })
            }
            Query::Problems => Answer::Problems(Page { rows: self.rows.problems.clone(), total: None }),
            Query::Changes => Answer::Changes(Page { rows: self.rows.changes.clone(), total: None }),
            Query::Approvals => Answer::Approvals(Page { rows: self.rows.approvals.clone(), total: None }),
            Query::Automations => Answer::Automations(Page { rows: self.rows.automations.clone(), total: None }),
            Query::Responses => Answer::Responses(Page { rows: self.rows.responses.clone(), total: None }),
            Query::Services => Answer::Services(services()),
            Query::Infrastructure => Answer::Infrastructure(Box::new(self.rows.infrastructure.clone())),
            Query::Inbox => Answer::Inbox(Page { rows: self.rows.notices.clone(), total: None }),
            Query::Feed(before) => Answer::Feed(self.feed(*before)),
        }
    }

    /// The comments before a place, the newest first, a hundred at most.
    fn feed(&self, before: Option<Edge>) -> FeedPage {
        let mut comments: Vec<Comment> = self.rows.comments.clone();
        comments.sort_by_key(|comment| std::cmp::Reverse((comment.created_at, comment.id)));
        comments.retain(|comment| before.is_none_or(|edge| (comment.created_at, comment.id) < (edge.at, edge.id)));
        comments.truncate(100);
        let next = comments.last().map(|last| Edge { at: last.created_at, id: last.id });
        FeedPage { comments, incidents: vec![], next }
    }

    /// Lets time pass.
    pub fn pass(&mut self, span: SignedDuration) {
        let now = self.model.now + span;
        self.send(Msg::Time(now));
    }

    /// Presses keys, named as in the config, with spaces between.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.send(Msg::Key(key_event(key)));
        }
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
    }

    /// The deeds that went out since the last look.
    pub fn sent(&mut self) -> Vec<Op> {
        let (sent, rest) =
            std::mem::take(&mut self.wishes).into_iter().partition(|wish| matches!(wish, Effect::Send(_)));
        self.wishes = rest;
        let sent: Effects = sent;
        sent.into_iter().flat_map(|wish| if let Effect::Send(ops) = wish { ops } else { unreachable!() }).collect()
    }

    /// Tells what became of a deed.
    pub fn judge(&mut self, op: &Op, receipt: Receipt) {
        self.send(Msg::Judged { op: Box::new(op.clone()), receipt: Box::new(receipt) });
    }

    /// The message above the footer.
    pub fn notice(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| notice.text.as_str())
    }

    /// Puts the cursor on incident `n`, with the keys a person would use.
    pub fn go_to(&mut self, n: u128) {
        self.press("g");
        for _ in 0..self.model.incidents.list.order().len() {
            if self.model.incidents.list.selected() == Some(incident_id(n)) {
                break;
            }
            self.press("j");
        }
        assert_eq!(self.model.incidents.list.selected(), Some(incident_id(n)), "incident {n} is in the list");
        self.pass(SignedDuration::from_secs(1));
    }

    /// The numbers of the incidents shown, in order.
    pub fn shown(&self) -> Vec<u128> {
        self.model.incidents.list.order().iter().map(|id| id.0.as_u128() - 0x1c00_0000).collect()
    }
}

pub fn key_event(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-') {
        Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
        Some(("alt", rest)) => (KeyModifiers::ALT, rest),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backspace" => KeyCode::Backspace,
        "down" => KeyCode::Down,
        "up" => KeyCode::Up,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pagedown" => KeyCode::PageDown,
        "pageup" => KeyCode::PageUp,
        "space" => KeyCode::Char(' '),
        one => KeyCode::Char(one.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}
