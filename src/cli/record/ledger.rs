//! The rows a verb works with: who is signed in, the directory and what names mean, read once at the start; incidents as they are found.
//!
//! Incidents are looked for where they are kept, so nothing is cut off, however old; what was found is filtered again here. It holds what the server said and nothing of our own; whoever writes believes the receipt and not this.

use super::super::project::Project;
use super::super::{Code, Scene, Trouble, account};
use crate::app::layers::form::Around;
use crate::app::rows::Rows;
use crate::app::view::View;
use crate::domain::change::Change;
use crate::domain::fault::Fault;
use crate::domain::filter::{Condition, Directory, Facts, Filter, Listed, Surroundings};
use crate::domain::incident::Incident;
use crate::domain::member::{Me, Profile};
use crate::domain::problem::Problem;
use crate::domain::request::{Answer, Page, Query};
use crate::domain::safe::Safe;
use crate::domain::search::{Search, SearchOrder};
use crate::domain::service::ServiceId;
use crate::domain::value::{ProblemId, ProfileId};
use crate::ports::{Backend, Clock, Live};
use crate::runtime::SystemClock;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::Write as _;
use std::sync::Arc;

/// How many incidents are asked for at once.
const PAGE: u16 = 1000;

/// What a verb knows.
pub(in crate::cli) struct Ledger {
    /// The ports to ask further.
    pub(in crate::cli) backend: Arc<dyn Backend>,
    /// What arrives by itself.
    pub(in crate::cli) live: Arc<dyn Live>,
    /// Who is signed in.
    pub(in crate::cli) me: Me,
    /// Everything that was read so far.
    pub(in crate::cli) rows: Rows,
    /// When it was read.
    pub(in crate::cli) now: Timestamp,
    /// The zone times are shown in.
    pub(in crate::cli) zone: TimeZone,
    /// Whether the profile is never written to.
    pub(in crate::cli) read_only: bool,
}

/// That a backend answered what nobody asked.
pub(in crate::cli) fn odd() -> Fault {
    Fault::Broken { trace: "an answer to another question".into() }
}

impl Ledger {
    /// Signs in with the session that is kept and reads what names mean.
    pub(in crate::cli) async fn open(scene: &Scene<'_>, profile: &crate::config::Profile) -> Result<Self, Trouble> {
        let project = Project::open(profile, &scene.places)?;
        account::resume(scene, &project, profile).await?;
        let backend = Arc::clone(&project.connection.backend);
        let live = Arc::clone(&project.connection.live);
        let (me, people, slo, problems, services) = tokio::try_join!(
            backend.read(Query::Me),
            backend.read(Query::People),
            backend.read(Query::SloTargets),
            backend.read(Query::Problems),
            backend.read(Query::Services),
        )?;
        let clock = SystemClock::new();
        let (
            Answer::Me(me),
            Answer::People(people),
            Answer::SloTargets(slo),
            Answer::Problems(problems),
            Answer::Services(services),
        ) = (me, people, slo, problems, services)
        else {
            return Err(odd().into());
        };
        let mut rows = Rows::default();
        rows.slo = slo;
        rows.people.extend(people.into_iter().map(|person| (person.id, person)));
        rows.problems.extend(problems.rows.into_iter().map(|problem| (problem.id, problem)));
        rows.services.extend(services.into_iter().map(|service| (service.id.clone(), service)));
        Ok(Self { backend, live, me, rows, now: clock.now(), zone: clock.zone(), read_only: profile.read_only })
    }

    /// What a service is called, else its id.
    pub(in crate::cli) fn service<'a>(&'a self, id: &'a ServiceId) -> &'a str {
        self.rows.services.get(id).map_or(id.0.as_str(), |service| service.label.as_str())
    }

    /// The number of a problem.
    pub(in crate::cli) fn problem(&self, id: ProblemId) -> String {
        self.rows.problems.get(&id).map_or_else(|| id.to_string(), Problem::name)
    }

    /// Who can be mentioned.
    pub(in crate::cli) fn labelled_people(&self) -> Vec<(Safe, ProfileId)> {
        self.rows.people.values().map(|person| (Safe::line(person.label()), person.id)).collect()
    }

    /// What a form is read and written with.
    pub(in crate::cli) fn around(&self) -> Around {
        Around { people: self.labelled_people(), zone: self.zone.clone(), now: self.now }
    }

    /// The incidents a filter keeps, in no order, however old. What nobody asked is meant as the view has it: in the queue, what
    /// is open or under investigation.
    pub(in crate::cli) async fn find(&mut self, typed: &str, view: &View) -> Result<Vec<Incident>, Trouble> {
        let filter = read(Listed::Incidents, typed)?;
        let filter = read(Listed::Incidents, &view.narrowed_by(&filter, typed))?;
        let found = self.search(self.question(&filter)).await?;
        Ok(found.into_iter().filter(|row| self.keeps(&filter, row)).collect())
    }

    /// The problems a filter keeps, in no order. Unless it says how far they are, those that somebody has still to work on are meant.
    pub(in crate::cli) fn find_problems(&self, typed: &str) -> Result<Vec<Problem>, Trouble> {
        let filter = read(Listed::Problems, typed)?;
        let is_meant = |row: &&Problem| filter.says_how_far() || !row.status.is_over();
        let kept = self.rows.problems.values().filter(is_meant).filter(|row| self.keeps(&filter, *row));
        Ok(kept.cloned().collect())
    }

    /// The changes a filter keeps, in no order. Unless it says how far they are, those to which something will still happen are meant.
    pub(in crate::cli) fn find_changes(&self, typed: &str) -> Result<Vec<Change>, Trouble> {
        let filter = read(Listed::Changes, typed)?;
        let is_meant = |row: &&Change| filter.says_how_far() || !row.status.is_over();
        let kept = self.rows.changes.values().filter(is_meant).filter(|row| self.keeps(&filter, *row));
        Ok(kept.cloned().collect())
    }

    /// Reads the changes of the organization, all that can be read.
    pub(in crate::cli) async fn read_changes(&mut self) -> Result<(), Trouble> {
        let Answer::Changes(page) = self.backend.read(Query::Changes).await? else { return Err(odd().into()) };
        tell_if_cut(&page, "changes")?;
        self.rows.changes.extend(page.rows.into_iter().map(|change| (change.id, change)));
        Ok(())
    }

    /// Reads what stands beside the changes: approvals, automations, responses.
    pub(in crate::cli) async fn read_beside_changes(&mut self) -> Result<(), Trouble> {
        let (approvals, automations, responses) = tokio::try_join!(
            self.backend.read(Query::Approvals),
            self.backend.read(Query::Automations),
            self.backend.read(Query::Responses),
        )?;
        let (Answer::Approvals(approvals), Answer::Automations(automations), Answer::Responses(responses)) =
            (approvals, automations, responses)
        else {
            return Err(odd().into());
        };
        tell_if_cut(&approvals, "approvals")?;
        tell_if_cut(&automations, "automations")?;
        tell_if_cut(&responses, "responses")?;
        self.rows.replace_approvals(approvals, self.now);
        self.rows.replace_automations(automations, self.now);
        self.rows.replace_responses(responses, self.now);
        Ok(())
    }

    /// The incidents a condition holds for, and maybe others.
    pub(in crate::cli) async fn search(&mut self, condition: Condition) -> Result<Vec<Incident>, Trouble> {
        let mut search = Search { condition, order: SearchOrder::Newest, after: None, limit: PAGE };
        let mut all = Vec::new();
        loop {
            let Answer::Found(found) = self.backend.read(Query::Search(search.clone())).await? else {
                return Err(odd().into());
            };
            self.rows.incidents.extend(found.rows.iter().map(|row| (row.id, row.clone())));
            all.extend(found.rows);
            search.after = found.next;
            if search.after.is_none() {
                return Ok(all);
            }
        }
    }

    /// A filter in words the server knows.
    fn question(&self, filter: &Filter) -> Condition {
        let people: Vec<_> = self.rows.people.values().map(|person| (person.id, person.label())).collect();
        let services: Vec<_> =
            self.rows.services.values().map(|service| (&service.id, service.label.as_str())).collect();
        let numbered = |problem: &'_ Problem| Some((problem.id, problem.number.clone()?));
        let problems: Vec<_> = self.rows.problems.values().filter_map(numbered).collect();
        let problems: Vec<_> = problems.iter().map(|(id, number)| (*id, number.as_str())).collect();
        let directory = Directory {
            now: self.now,
            until: self.now,
            zone: &self.zone,
            me: Some(self.me.profile.id),
            targets: &self.rows.slo,
            people: &people,
            services: &services,
            problems: &problems,
            unseen: &[],
        };
        filter.question(&directory).condition
    }

    /// Reads a filter over the feed.
    pub(in crate::cli) fn feed_filter(typed: &str) -> Result<Filter, Trouble> {
        read(Listed::Feed, typed)
    }

    pub(in crate::cli) fn keeps(&self, filter: &Filter, row: &impl Facts) -> bool {
        let people = |id: ProfileId| self.rows.people.get(&id).map(Profile::label);
        let service = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
        let problem = |id: ProblemId| self.rows.problems.get(&id).and_then(|problem| problem.number.as_deref());
        let around = Surroundings {
            now: self.now,
            zone: &self.zone,
            me: Some(self.me.profile.id),
            targets: &self.rows.slo,
            people: &people,
            service: &service,
            problem: &problem,
            unseen: &|_| false,
        };
        filter.matches(row, &around)
    }
}

/// Says where rows are missing.
fn tell_if_cut<T>(page: &Page<T>, what: &str) -> Result<(), Trouble> {
    if let Some(total) = page.total {
        writeln!(std::io::stderr(), "antops: {} of {total} {what} could be read", page.rows.len())?;
    }
    Ok(())
}

/// Reads a filter. A term that was not finished, which keeps everything while somebody types, is an error here.
fn read(listed: Listed, typed: &str) -> Result<Filter, Trouble> {
    let usage = |why: &dyn std::fmt::Display| Trouble::new(Code::Usage, format!("the filter: {why}"));
    let filter = Filter::parse_for(listed, typed).map_err(|error| usage(&error))?;
    if let Some(term) = filter.unfinished() {
        return Err(usage(&format!("{term} asks for nothing")));
    }
    if filter.asks_what_was_seen() {
        return Err(usage(&"is:unseen is for the screen alone, which knows what you have looked at"));
    }
    Ok(filter)
}
