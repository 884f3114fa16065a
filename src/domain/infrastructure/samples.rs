//! A small infrastructure for tests, written as lines.

use super::{Edge, EdgeId, Environment, Infrastructure, Node, Unshown, Zone};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use jiff::Timestamp;
use uuid::Uuid;

/// The environment everything belongs to.
pub(crate) const HOME: EnvironmentId = EnvironmentId(Uuid::from_u128(1));

/// The id of a component or a zone.
pub(crate) fn id(name: &str) -> ServiceId {
    ServiceId(Safe::line(name))
}

/// Components as `name` or `name@zone`, zones as `name` or `name@parent`, relationships as `source relationship target`.
pub(crate) fn infrastructure(nodes: &[&str], zones: &[&str], edges: &[&str]) -> Infrastructure {
    let split = |text: &str| {
        let (name, zone) = text.split_once('@').map_or((text, None), |(name, zone)| (name, Some(zone)));
        (id(name), Safe::line(name), zone.map(id))
    };
    let node = |(at, text): (usize, &&str)| {
        let (id, label, zone) = split(text);
        let at = (0, 100 * i32::try_from(at).unwrap());
        Node { id, environment: Some(HOME), label, kind: "server".into(), zone, at, unshown: Unshown::default() }
    };
    let zone = |text: &&str| {
        let (id, name, parent) = split(text);
        Zone {
            id,
            environment: Some(HOME),
            name,
            kind: "vpc".into(),
            parent,
            at: (0, 0),
            size: (300, 200),
            unshown: Unshown::default(),
        }
    };
    let edge = |text: &&str| {
        let [source, relationship, target] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let (source, target) = (id(source), id(target));
        Edge {
            id: EdgeId(Safe::line(text)),
            environment: Some(HOME),
            source,
            target,
            relationship: Safe::line(relationship),
            unshown: Unshown::default(),
        }
    };
    Infrastructure {
        environments: vec![Environment {
            id: HOME,
            name: "Production".into(),
            description: None,
            is_default: true,
            created_at: Timestamp::UNIX_EPOCH,
        }],
        zones: zones.iter().map(zone).collect(),
        nodes: nodes.iter().enumerate().map(node).collect(),
        edges: edges.iter().map(edge).collect(),
    }
    .sorted()
}
