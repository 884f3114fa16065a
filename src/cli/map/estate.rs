//! What the verbs of the map work with: the infrastructure, how everything in it is, and which environment is meant.

use crate::cli::record::ledger::{Ledger, odd};
use crate::cli::{Code, Scene, Trouble};
use crate::domain::incident::Incident;
use crate::domain::infrastructure::health::{Health, Healths};
use crate::domain::infrastructure::impact::Web;
use crate::domain::infrastructure::{Environment, Infrastructure, Node};
use crate::domain::permission::Refusal;
use crate::domain::request::{Answer, Query};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The infrastructure as the server told it.
pub(super) struct Estate {
    pub(super) ledger: Ledger,
    pub(super) rows: Infrastructure,
    pub(super) incidents: Vec<Incident>,
    pub(super) healths: Healths,
    pub(super) web: Web,
}

impl Estate {
    /// Reads everything with the session that is kept.
    pub(super) async fn open(scene: &Scene<'_>) -> Result<Self, Trouble> {
        let profile = scene.profile()?;
        let flows = scene.config()?.flows().map_err(|mistake| Trouble::new(Code::Config, mistake.to_string()))?;
        let mut ledger = Ledger::open(scene, &profile).await?;
        let backend = &ledger.backend;
        let (rows, incidents) = tokio::try_join!(backend.read(Query::Infrastructure), backend.read(Query::Incidents))?;
        let (Answer::Infrastructure(rows), Answer::Incidents(incidents)) = (rows, incidents) else {
            return Err(odd().into());
        };
        ledger.read_changes().await?;
        if rows.environments.is_empty() && ledger.me.membership.is_none() {
            let sentence = Refusal::NoMembership.on_the_map().trim_end_matches('.');
            return Err(Trouble::new(Code::NotAllowed, sentence.to_owned()));
        }
        let open = incidents.rows.iter().map(|row: &Incident| Cow::Borrowed(row));
        let healths = Healths::of(&rows, open, ledger.rows.changes.values().map(Cow::Borrowed));
        let web = Web::new(&rows, &flows);
        Ok(Self { ledger, rows: *rows, incidents: incidents.rows, healths, web })
    }

    /// The environment of this name; without one, the first.
    pub(super) fn environment(&self, name: Option<&str>) -> Result<&Environment, Trouble> {
        let all = &self.rows.environments;
        let Some(name) = name else {
            return all.first().ok_or_else(|| Trouble::new(Code::Missing, "there is no environment".to_owned()));
        };
        let wanted = name.trim().to_lowercase();
        all.iter().find(|row| row.name.to_lowercase() == wanted || row.id.to_string() == wanted).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|row| row.name.as_str()).collect();
            let sentence = format!("no environment is called {}; there are {}", Safe::line(name), names.join(", "));
            Trouble::new(Code::Missing, sentence)
        })
    }

    /// What a component or zone is called, else its id.
    pub(super) fn name<'a>(&'a self, id: &'a ServiceId) -> &'a str {
        self.rows.name(id).map_or(id.0.as_str(), Safe::as_str)
    }

    /// The environment something stands in, by name.
    pub(super) fn home(&self, id: &ServiceId) -> &str {
        self.rows.home(id).and_then(|home| self.rows.environment(home)).map_or("", |row| row.name.as_str())
    }

    /// The zones around something, the outermost first.
    pub(super) fn zones(&self, id: &ServiceId) -> Vec<&str> {
        self.rows.around(id).into_iter().rev().map(|zone| zone.name.as_str()).collect()
    }

    /// How something is, in a word.
    pub(super) fn word(health: Health) -> String {
        match (health.worst, health.running) {
            (Some(worst), _) => worst.to_string(),
            (None, 0) => "fine".to_owned(),
            (None, _) => "changing".to_owned(),
        }
    }

    /// A component with what is known of it.
    pub(super) fn node_json(&self, node: &Node) -> Value {
        let health = self.healths.own(&node.id);
        let touched = self.web.touched(std::slice::from_ref(&node.id));
        json!({
            "id": node.id.0,
            "name": node.label,
            "kind": node.kind,
            "environment": self.home(&node.id),
            "zones": self.zones(&node.id),
            "health": { "worst": health.worst, "open_incidents": health.incidents, "running_changes": health.running },
            "dependents": touched.dependents,
            "direct_dependents": touched.direct,
        })
    }
}
