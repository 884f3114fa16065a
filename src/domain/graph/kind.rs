//! What a kind of component says about its place: who is nearer to the users.
//!
//! Only a hint, for circles: where an edge has to point up, it is rather the one from a database to a load balancer than the other way round.

/// How far from the users components of a kind stand, 0 being nearest. Kinds are those the web app offers, and their short forms; what is
/// none of them stands in the middle.
#[must_use]
pub fn depth(kind: &str) -> u8 {
    match kind {
        "dns" | "cdn" | "certificate" | "firewall" | "modem" => 0,
        "lb" | "loadbalancer" | "gateway" | "router" | "switch" | "network" | "wifi" | "accesspoint" => 1,
        "server" | "cloud" | "container" | "kvm" | "rack" | "workstation" | "laptop" | "tablet" | "phone" => 2,
        "cache" | "queue" | "scheduler" | "monitoring" | "monitor" | "logs" => 4,
        "database" | "db" | "storage" | "nas" | "backup" | "vault" | "ups" => 5,
        _ => 3,
    }
}
