//! The kinds of components and zones that the web app knows, and the two letters a box says them with.
//!
//! Any other word is shown as it is: the database takes every kind of component. Zones it takes only of these kinds.

/// Kinds of components, as the web app offers them, each with its two letters.
pub const COMPONENTS: [(&str, &str); 34] = [
    ("server", "sv"),
    ("database", "db"),
    ("cloud", "cl"),
    ("storage", "st"),
    ("network", "nw"),
    ("security", "se"),
    ("loadbalancer", "lb"),
    ("api", "ap"),
    ("container", "co"),
    ("wifi", "wi"),
    ("monitoring", "mo"),
    ("cache", "ca"),
    ("queue", "mq"),
    ("cdn", "cd"),
    ("gateway", "gw"),
    ("backup", "bk"),
    ("scheduler", "sc"),
    ("certificate", "ce"),
    ("dns", "dn"),
    ("router", "ro"),
    ("switch", "sw"),
    ("firewall", "fw"),
    ("printer", "pr"),
    ("workstation", "ws"),
    ("laptop", "lt"),
    ("tablet", "tb"),
    ("phone", "ph"),
    ("ups", "up"),
    ("nas", "na"),
    ("camera", "cm"),
    ("accesspoint", "wa"),
    ("rack", "rk"),
    ("kvm", "kv"),
    ("modem", "md"),
];

/// Kinds of zones that the web app offers.
pub const ZONES: [&str; 6] = ["vpc", "subnet", "lan", "security_group", "cluster", "datacenter"];

/// Relationships that are worth offering; any other word can be typed.
pub const RELATIONSHIPS: [&str; 6] = ["connected", "depends_on", "calls", "routes_to", "replicates_to", "hosts"];

/// Two letters for a kind; what is unknown is called by its first two.
#[must_use]
pub fn letters(kind: &str) -> String {
    let known = COMPONENTS.iter().find(|(word, _)| *word == kind).map(|(_, letters)| (*letters).to_owned());
    known.unwrap_or_else(|| {
        let mut letters: String =
            kind.chars().filter(char::is_ascii_alphanumeric).take(2).collect::<String>().to_ascii_lowercase();
        while letters.len() < 2 {
            letters.push('?');
        }
        letters
    })
}

/// A kind in words.
#[must_use]
pub fn words(kind: &str) -> String {
    match kind {
        "loadbalancer" => "load balancer".to_owned(),
        "accesspoint" => "access point".to_owned(),
        "api" | "cdn" | "dns" | "nas" | "ups" | "kvm" | "vpc" | "lan" => kind.to_ascii_uppercase(),
        other => other.replace('_', " "),
    }
}

/// Whether a line says that data goes along later, by itself: it is drawn dashed.
#[must_use]
pub fn is_loose(relationship: &str) -> bool {
    let word = relationship.to_ascii_lowercase();
    ["replicate", "async", "backs_up", "backup", "queue", "publish", "subscribe", "monitor", "log"]
        .iter()
        .any(|part| word.contains(part))
}
