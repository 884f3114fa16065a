//! What colleagues do about incidents: talk, open, take, investigate, resolve, close, link, and answer Dana.
//!
//! Invariant: the company keeps between [`LEAST_ACTIVE`] and [`MOST_ACTIVE`] incidents active, and nobody says the same remark twice
//! about one.

use tokio_postgres::Row;
use uuid::Uuid;

use super::mishaps::MISHAPS;
use super::script::{ANSWERS, CLOSINGS, ENGINEERS, HANDED_OVER, JOINED, REMARKS, TAKEN};
use super::stage::{On, Stage, by_id, person};
use super::{DANA, Life, NARRATOR, Story, colleague};
use crate::stack::DbError;
use crate::stack::seed::Person;

/// The company opens no more beyond this,
const MOST_ACTIVE: usize = 28;
/// and resolves none below this: an empty queue is nothing to look at.
const LEAST_ACTIVE: i64 = 14;
/// Resolved incidents stay around for a while before they are closed.
const RESOLVED_KEPT: usize = 6;
/// Somebody has to close one before the next is resolved.
const MOST_RESOLVED: i64 = 16;
/// Idle talk per incident.
const MOST_REMARKS: usize = 4;
/// So many other remarks lie between two uses of one.
const REMEMBERED: usize = 12;
/// For so many steps the incidents that were there before are left to Dana.
const HANDS_OFF: u32 = 60;

/// An active incident as a colleague sees it.
struct Case {
    id: Uuid,
    number: String,
    status: String,
    creator: Option<Person>,
    assignee: Option<Person>,
    assigned: bool,
    /// Whether the company opened it since it began to live.
    fresh: bool,
    linked: bool,
    last_speaker: Option<Person>,
    /// What colleagues have said since the company began to live.
    said: i64,
    place: String,
}

impl Case {
    fn read(row: &Row) -> Self {
        let assignee: Option<Uuid> = row.get("assigned_to");
        Self {
            id: row.get("id"),
            number: row.get("incident_number"),
            status: row.get("status"),
            creator: by_id(row.get("created_by")),
            assignee: assignee.and_then(by_id),
            assigned: assignee.is_some(),
            fresh: row.get("fresh"),
            linked: row.get("linked"),
            last_speaker: row.get::<_, Option<Uuid>>("last_speaker").and_then(by_id),
            said: row.get("said"),
            place: row.get("place"),
        }
    }

    fn is_danas(&self) -> bool {
        self.creator == Some(DANA) || self.assignee == Some(DANA)
    }
}

const ACTIVE: &str = "
    select i.id, i.incident_number, i.status::text, i.created_by, i.assigned_to, i.problem_id is not null as linked,
           i.created_at > $1::text::timestamptz as fresh,
           (select c.author_id from comments c where c.incident_id = i.id order by c.created_at desc, c.id limit 1) as last_speaker,
           (select count(*) from comments c
            where c.incident_id = i.id and c.created_at > $1::text::timestamptz and c.author_id <> $2) as said,
           coalesce((select n.label from infrastructure_nodes n where n.id = i.affected_services[1]), 'it') as place
    from incidents i
    where i.status in ('open', 'investigating') and i.incident_number is not null
    order by i.incident_number";

async fn active(stage: &Stage<'_>, began: &str) -> Result<Vec<Case>, DbError> {
    let rows = stage.query(ACTIVE, &[&began, &DANA.id()]).await?;
    Ok(rows.iter().map(Case::read).collect())
}

impl Life {
    /// One of the active incidents that fit.
    async fn case(
        &mut self,
        stage: &Stage<'_>,
        began: &str,
        fits: impl Fn(&Self, &Case) -> bool,
    ) -> Result<Option<Case>, DbError> {
        let mut cases = active(stage, began).await?;
        cases.retain(|case| fits(self, case));
        let indices: Vec<usize> = (0..cases.len()).collect();
        Ok(self.one_of(&indices).map(|index| cases.swap_remove(index)))
    }

    fn story(&self, case: &Case) -> Option<&Story> {
        self.stories.get(&case.id)
    }

    fn mishap(&self, case: &Case) -> Option<(usize, usize)> {
        let story = self.story(case)?;
        Some((story.mishap?, story.found))
    }

    fn is_left_to_dana(&self, case: &Case) -> bool {
        !case.fresh && self.steps < HANDS_OFF
    }

    pub(super) async fn remark(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let quiet = |life: &Self, case: &Case| life.story(case).is_none_or(|story| story.remarks.len() < MOST_REMARKS);
        let Some(case) = self.case(stage, began, quiet).await? else { return Ok(None) };
        let made = self.story(&case).map(|story| story.remarks.clone()).unwrap_or_default();
        let mut lines = Vec::new();
        for (index, remark) in REMARKS.iter().enumerate() {
            let for_dana = remark.text.contains("@dana");
            for speaker in remark.by.iter().copied().filter_map(person) {
                let used = made.contains(&index) || self.fresh_in_mind.contains(&index);
                if !used && case.last_speaker != Some(speaker) && (!for_dana || case.is_danas()) {
                    lines.push((index, speaker));
                }
            }
        }
        let Some((index, speaker)) = self.one_of(&lines) else { return Ok(None) };
        let text = self.fill(REMARKS[index].text, &case.place);
        stage.say(speaker, On::Incident(case.id), &text).await?;
        self.stories.entry(case.id).or_default().remarks.push(index);
        self.fresh_in_mind.push_back(index);
        if self.fresh_in_mind.len() > REMEMBERED {
            self.fresh_in_mind.pop_front();
        }
        Ok(Some(format!("{} on {}: {text}", speaker.nick, case.number)))
    }

    pub(super) async fn find(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let puzzling = |life: &Self, case: &Case| {
            case.status == "investigating"
                && colleague(case.assignee).is_some()
                && life.mishap(case).is_some_and(|(mishap, found)| found < MISHAPS[mishap].findings.len())
        };
        let Some(case) = self.case(stage, began, puzzling).await? else { return Ok(None) };
        let (Some((mishap, found)), Some(finder)) = (self.mishap(&case), case.assignee) else { return Ok(None) };
        let text = self.fill(MISHAPS[mishap].findings[found], &case.place);
        stage.say(finder, On::Incident(case.id), &text).await?;
        self.stories.entry(case.id).or_default().found += 1;
        Ok(Some(format!("{} on {}: {text}", finder.nick, case.number)))
    }

    pub(super) async fn open(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let cases = active(stage, began).await?;
        if cases.len() >= MOST_ACTIVE {
            return Ok(None);
        }
        let going_on: Vec<usize> = cases.iter().filter_map(|case| Some(self.mishap(case)?.0)).collect();
        let possible: Vec<usize> = (0..MISHAPS.len()).filter(|index| !going_on.contains(index)).collect();
        let Some(index) = self.one_of(&possible) else { return Ok(None) };
        let mishap = &MISHAPS[index];
        let (Some(place), Some(reporter)) = (self.one_of(mishap.places), person(mishap.reporter)) else {
            return Ok(None);
        };
        let labels = stage.query("select label from infrastructure_nodes where id = $1", &[&place]).await?;
        let label: String = labels.first().map_or_else(|| place.to_owned(), |row| row.get(0));
        let title = self.fill(mishap.title, &label);
        let description = format!("<p>{}</p>", self.fill(mishap.description, &label));
        stage.become_person(reporter).await?;
        let rows = stage
            .query(
                "insert into incidents (organization_id, title, description, created_by, criticality, urgency, customer, tags, affected_services)
                 values (get_user_organization_id(), $1, $2, auth.uid(), $3, $4, $5, $6, array[$7::text])
                 returning id, incident_number",
                &[&title, &description, &mishap.criticality, &mishap.urgency, &mishap.customer, &mishap.tags, &place],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        self.stories.insert(row.get(0), Story { mishap: Some(index), ..Story::default() });
        Ok(Some(format!("{} opens {}: {title}", reporter.nick, row.get::<_, String>(1))))
    }

    /// Only the creator can assign what nobody has.
    pub(super) async fn take(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let free = |life: &Self, case: &Case| {
            !case.assigned && colleague(case.creator).is_some() && !life.is_left_to_dana(case)
        };
        let Some(case) = self.case(stage, began, free).await? else { return Ok(None) };
        let engineer = self.one_of(ENGINEERS).and_then(person);
        let (Some(creator), Some(engineer)) = (case.creator, engineer) else { return Ok(None) };
        if !assign(stage, &case, creator, engineer).await? {
            return Ok(None);
        }
        let text = self.one_of(TAKEN).unwrap_or_default();
        stage.say(engineer, On::Incident(case.id), text).await?;
        Ok(Some(format!("{} takes {} from {}: {text}", engineer.nick, case.number, creator.nick)))
    }

    pub(super) async fn investigate(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let waiting = |_: &Self, case: &Case| case.status == "open" && colleague(case.assignee).is_some();
        let Some(case) = self.case(stage, began, waiting).await? else { return Ok(None) };
        let Some(assignee) = case.assignee else { return Ok(None) };
        stage.become_person(assignee).await?;
        let taken_up = stage
            .touches(
                "update incidents set status = 'investigating', updated_at = now() where id = $1 and status = 'open'",
                &[&case.id],
            )
            .await?;
        Ok(taken_up.then(|| format!("{} investigates {}", assignee.nick, case.number)))
    }

    pub(super) async fn resolve(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let clear = |life: &Self, case: &Case| {
            let known = match life.mishap(case) {
                Some((mishap, found)) => found == MISHAPS[mishap].findings.len(),
                None => case.said >= 4 && !life.is_left_to_dana(case),
            };
            case.status == "investigating" && colleague(case.assignee).is_some() && known
        };
        let counted = "select count(*) filter (where status = 'resolved'), count(*) filter (where status in ('open', 'investigating'))
                       from incidents";
        let rows = stage.query(counted, &[]).await?;
        if rows.first().is_none_or(|row| row.get::<_, i64>(0) >= MOST_RESOLVED || row.get::<_, i64>(1) <= LEAST_ACTIVE)
        {
            return Ok(None);
        }
        let Some(case) = self.case(stage, began, clear).await? else { return Ok(None) };
        let Some(assignee) = case.assignee else { return Ok(None) };
        stage.become_person(assignee).await?;
        let resolved = stage
            .touches(
                "update incidents set status = 'resolved', resolved_at = now(), updated_at = now()
                 where id = $1 and status = 'investigating'",
                &[&case.id],
            )
            .await?;
        if !resolved {
            return Ok(None);
        }
        let fix = self
            .mishap(&case)
            .map_or("Quiet for a good while now. Resolved; shout if it comes back.", |(mishap, _)| MISHAPS[mishap].fix);
        let text = self.fill(fix, &case.place);
        stage.say(assignee, On::Incident(case.id), &text).await?;
        self.stories.remove(&case.id);
        Ok(Some(format!("{} resolves {}: {text}", assignee.nick, case.number)))
    }

    pub(super) async fn close(&mut self, stage: &Stage<'_>) -> Result<Option<String>, DbError> {
        let rows = stage
            .query(
                "select id, incident_number, created_by, assigned_to from incidents
                 where status = 'resolved' and incident_number is not null order by updated_at, incident_number",
                &[],
            )
            .await?;
        if rows.len() <= RESOLVED_KEPT {
            return Ok(None);
        }
        for row in &rows {
            let assignee = row.get::<_, Option<Uuid>>(3).and_then(by_id);
            let Some(closer) = colleague(by_id(row.get(2))).or(colleague(assignee)) else { continue };
            let id: Uuid = row.get(0);
            stage.become_person(closer).await?;
            if stage.touches("update incidents set status = 'closed', updated_at = now() where id = $1", &[&id]).await?
            {
                let text = self.one_of(CLOSINGS).unwrap_or_default();
                stage.mark(closer, On::Incident(id), "📝 **CLOSED**", text).await?;
                return Ok(Some(format!("{} closes {}: {text}", closer.nick, row.get::<_, String>(1))));
            }
        }
        Ok(None)
    }

    /// The assignee links it to the problem behind it, and the problem manager takes note.
    pub(super) async fn link(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let explained = |life: &Self, case: &Case| {
            let known = life.mishap(case).is_some_and(|(mishap, found)| found > 0 && MISHAPS[mishap].problem.is_some());
            known && !case.linked && colleague(case.assignee).is_some()
        };
        let Some(case) = self.case(stage, began, explained).await? else { return Ok(None) };
        let Some(number) = self.mishap(&case).and_then(|(mishap, _)| MISHAPS[mishap].problem) else { return Ok(None) };
        let Some(assignee) = case.assignee else { return Ok(None) };
        let ending = format!("-{number:04}");
        let problems = stage
            .query("select id, problem_number from problems where problem_number like '%' || $1", &[&ending])
            .await?;
        let Some(problem) = problems.first() else { return Ok(None) };
        let id: Uuid = problem.get(0);
        stage.become_person(assignee).await?;
        if !stage
            .touches("update incidents set problem_id = $2, updated_at = now() where id = $1", &[&case.id, &id])
            .await?
        {
            return Ok(None);
        }
        let text = self.one_of(JOINED).unwrap_or_default().replace("{number}", &case.number);
        stage.say(NARRATOR, On::Problem(id), &text).await?;
        Ok(Some(format!("{} links {} to {}", assignee.nick, case.number, problem.get::<_, String>(1))))
    }

    /// Dana said something and nobody has answered. Who created an incident that nobody has, and is asked by name, gives it to her.
    pub(super) async fn answer(&mut self, stage: &Stage<'_>, began: &str) -> Result<Option<String>, DbError> {
        let rows = stage
            .query(
                "select i.id, c.mentions ?| array[i.created_by::text] and i.assigned_to is null as asked_for_it, i.created_by,
                        (select min(m.id) from jsonb_array_elements_text(c.mentions) as m (id)) as mentioned, i.incident_number
                 from comments c join incidents i on i.id = c.incident_id
                 where c.author_id = $2 and c.created_at > $1::text::timestamptz and c.content not like '%** | %'
                   and not exists (select from comments o where o.incident_id = i.id and o.created_at > c.created_at)
                 order by c.created_at limit 1",
                &[&began, &DANA.id()],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (id, number): (Uuid, String) = (row.get(0), row.get(4));
        let mentioned = row.get::<_, Option<String>>("mentioned").and_then(|id| by_id(id.parse().ok()?));
        let anybody = self.one_of(ENGINEERS).and_then(person);
        let Some(speaker) = colleague(mentioned).or(anybody) else { return Ok(None) };
        let creator = colleague(by_id(row.get("created_by")));
        if let (Some(true), Some(creator)) = (row.get::<_, Option<bool>>("asked_for_it"), creator) {
            stage.become_person(creator).await?;
            let sql = "update incidents set assigned_to = $2, updated_at = now() where id = $1 and assigned_to is null";
            if stage.touches(sql, &[&id, &DANA.id()]).await? {
                let text = self.one_of(HANDED_OVER).unwrap_or_default();
                stage.say(creator, On::Incident(id), text).await?;
                return Ok(Some(format!("{} gives {number} to dana", creator.nick)));
            }
        }
        let line = self.one_of(ANSWERS).unwrap_or_default();
        let text = self.fill(line, "it");
        stage.say(speaker, On::Incident(id), &text).await?;
        Ok(Some(format!("{} answers dana on {number}: {text}", speaker.nick)))
    }
}

/// Whether the creator could give it to somebody.
async fn assign(stage: &Stage<'_>, case: &Case, creator: Person, to: Person) -> Result<bool, DbError> {
    stage.become_person(creator).await?;
    stage
        .touches(
            "update incidents set assigned_to = $2, updated_at = now() where id = $1 and assigned_to is null",
            &[&case.id, &to.id()],
        )
        .await
}
