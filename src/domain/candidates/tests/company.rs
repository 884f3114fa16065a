//! What a carrier with three warehouses wrote down in one spring, and what belongs together of it. It was written before the ranking was
//! measured with it; who changes a constant must not change a sentence here.

use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::samples;
use crate::domain::service::ServiceId;
use crate::domain::value::{ChangeId, ChangeStatus, IncidentId, IncidentStatus, Priority, ProblemId, ProblemStatus};
use jiff::Timestamp;
use uuid::Uuid;

/// A row: number, day of 2026, title, text, tags, services.
type Row = (u128, &'static str, &'static str, &'static str, &'static str, &'static str);

/// The problems.
pub(super) const PROBLEMS: &[Row] = &[
    (
        1,
        "03-04T10:00",
        "Stock count locks the warehouse database",
        "<p>The nightly count takes a lock on <code>stock_item</code> and every scanner waits until it is done.</p>",
        "database wms",
        "wms-db wms-app",
    ),
    (
        2,
        "03-09T09:00",
        "VPN drops after eight hours",
        "<p>Rekeying fails, the tunnel dies and people have to sign in again.</p>",
        "vpn",
        "vpn-gw",
    ),
    // Made in the web app in a hurry: what it is about only its incidents say.
    (3, "03-17T15:00", "Printers", "", "", ""),
    (
        4,
        "02-02T08:00",
        "Zertifikat der Tracking-API läuft unbemerkt ab",
        "<p>Niemand bekommt die Warnung, weil das Postfach der Ablaufmeldungen keinem mehr gehört.</p>",
        "tls",
        "track-api",
    ),
    (
        5,
        "03-20T11:00",
        "Track and trace shows old positions",
        "<p>The position cache is not invalidated when a truck changes its route, so customers see where it was yesterday.</p>",
        "tracking cache",
        "track-cache track-api",
    ),
];

/// The incidents; behind each the problem it belongs to, or 0, and whether somebody linked it already.
pub(super) const INCIDENTS: &[(Row, u128, bool)] = &[
    // The stock count.
    (
        (
            101,
            "03-02T23:40",
            "Scanners hang in Bremen",
            "<p>Every scan takes a minute, database shows lock waits on stock_item.</p>",
            "wms",
            "wms-db wms-app",
        ),
        1,
        true,
    ),
    ((102, "03-03T23:35", "Scanners hang again in hall 2", "<p>Same as yesterday.</p>", "wms", "wms-app"), 1, false),
    (
        (
            103,
            "03-05T23:50",
            "WMS: picking stands still, database locked",
            "<p>Sessions wait for a lock held by the count job.</p>",
            "wms database",
            "wms-db",
        ),
        1,
        false,
    ),
    ((104, "03-11T00:05", "Warehouse database locked by stock count", "", "database", "wms-db"), 1, false),
    (
        (
            105,
            "03-18T23:45",
            "Lagerverwaltung steht, Inventur blockiert die Datenbank",
            "<p>Lock auf stock_item seit 23:40, Scanner warten.</p>",
            "wms",
            "wms-db",
        ),
        1,
        false,
    ),
    (
        (
            106,
            "04-01T23:42",
            "Night shift cannot book pallets",
            "<p>Count job is running, everything waits on stock_item.</p>",
            "",
            "wms-app wms-db",
        ),
        1,
        false,
    ),
    // The same system, other trouble.
    (
        (
            111,
            "03-04T11:20",
            "WMS: new users have no role",
            "<p>Temps hired on Monday cannot sign in.</p>",
            "access",
            "wms-app",
        ),
        0,
        false,
    ),
    (
        (
            112,
            "03-05T09:00",
            "Disk of the warehouse database is 92 % full",
            "<p>Archive logs were not removed.</p>",
            "disk",
            "wms-db",
        ),
        0,
        false,
    ),
    (
        (
            113,
            "03-12T14:00",
            "Delivery notes show the wrong address line",
            "<p>Since the template was changed.</p>",
            "wms",
            "wms-app",
        ),
        0,
        false,
    ),
    (
        (
            114,
            "03-06T07:30",
            "WMS backup did not finish",
            "<p>Backup window too short.</p>",
            "backup",
            "wms-db wms-app",
        ),
        0,
        false,
    ),
    // The same words, another system.
    (
        (
            115,
            "03-05T22:00",
            "Payroll database locked",
            "<p>A forgotten session holds a lock on payslips.</p>",
            "database",
            "hr-db",
        ),
        0,
        false,
    ),
    (
        (
            116,
            "03-04T16:00",
            "Scanner at the reception desk scans blank pages",
            "<p>The glass is clean.</p>",
            "office",
            "office-mfp",
        ),
        0,
        false,
    ),
    // The VPN.
    (
        (
            201,
            "03-06T16:10",
            "VPN connection lost in the afternoon",
            "<p>I sign in at eight and am thrown out at four.</p>",
            "vpn",
            "vpn-gw",
        ),
        2,
        false,
    ),
    (
        (
            202,
            "03-09T16:30",
            "Home office: tunnel dies every day at the same hour",
            "<p>VPN client says rekey failed.</p>",
            "",
            "vpn-gw",
        ),
        2,
        false,
    ),
    (
        (203, "03-10T17:00", "VPN trennt nach acht Stunden", "<p>Rekey failed im Protokoll.</p>", "vpn", "vpn-gw"),
        2,
        false,
    ),
    ((204, "03-23T15:45", "Dispatchers thrown out of VPN during the late shift", "", "vpn", ""), 2, false),
    (
        (205, "03-30T16:20", "VPN drops, sign in again needed", "<p>Happens after a working day.</p>", "vpn", "vpn-gw"),
        2,
        false,
    ),
    // The same gateway, other trouble.
    (
        (
            211,
            "03-09T10:15",
            "VPN: new laptop has no client certificate",
            "<p>Onboarding of two colleagues.</p>",
            "onboarding",
            "vpn-gw",
        ),
        0,
        false,
    ),
    (
        (
            212,
            "03-13T12:00",
            "Gateway firmware update needs a window",
            "<p>Vendor asks for it.</p>",
            "firmware",
            "vpn-gw",
        ),
        0,
        false,
    ),
    // The same words, other systems.
    ((213, "03-10T16:00", "Calls drop after thirty minutes", "<p>Only external ones.</p>", "phone", "pbx"), 0, false),
    ((214, "03-08T08:00", "Tunnel light at gate 4 is broken", "", "building", ""), 0, false),
    // The printers.
    (
        (
            301,
            "03-16T06:10",
            "Label printer prints garbage in Kassel",
            "<p>Since the driver update every label has strange characters.</p>",
            "printing",
            "label-print",
        ),
        3,
        true,
    ),
    (
        (
            302,
            "03-17T06:05",
            "Labels unreadable after driver update",
            "<p>Carriers refuse the parcels, barcode is cut off.</p>",
            "printing",
            "label-print",
        ),
        3,
        true,
    ),
    (
        (
            303,
            "03-17T13:00",
            "Garbage on shipping labels, Bremen dock 3",
            "<p>Strange characters instead of the barcode.</p>",
            "",
            "label-print",
        ),
        3,
        false,
    ),
    (
        (
            304,
            "03-18T06:20",
            "Etiketten unlesbar seit Treiber-Update",
            "<p>Barcode abgeschnitten.</p>",
            "printing",
            "label-print",
        ),
        3,
        false,
    ),
    (
        (
            305,
            "03-19T07:00",
            "Zebra printers: driver update, barcodes cut off",
            "<p>Both on line 2.</p>",
            "printing",
            "",
        ),
        3,
        false,
    ),
    ((306, "03-24T05:50", "Label printer garbage again in Kassel", "", "", "label-print"), 3, false),
    // Printers with other trouble.
    (
        (
            311,
            "03-17T14:30",
            "Printer on the third floor has a paper jam",
            "<p>Again tray 2.</p>",
            "office",
            "office-mfp",
        ),
        0,
        false,
    ),
    (
        (
            312,
            "03-18T09:00",
            "Label printer in Hamm is out of ribbon",
            "<p>None on stock.</p>",
            "printing",
            "label-print",
        ),
        0,
        false,
    ),
    (
        (
            313,
            "03-16T10:00",
            "Graphics driver update freezes the dispatch screens",
            "<p>Black windows since the update.</p>",
            "desktop",
            "dispatch-pc",
        ),
        0,
        false,
    ),
    // The certificate.
    (
        (
            401,
            "01-31T04:20",
            "Tracking-API antwortet nicht, Zertifikat abgelaufen",
            "<p>Kunden-Apps melden TLS-Fehler.</p>",
            "tls",
            "track-api",
        ),
        4,
        true,
    ),
    (
        (
            402,
            "01-31T05:00",
            "Customer app cannot reach tracking",
            "<p>TLS handshake fails, certificate expired at midnight.</p>",
            "",
            "track-api",
        ),
        4,
        false,
    ),
    (
        (
            403,
            "01-31T06:30",
            "Partner EDI receives nothing from tracking",
            "<p>Their side rejects our certificate as expired.</p>",
            "edi tls",
            "track-api edi",
        ),
        4,
        false,
    ),
    (
        (
            404,
            "02-01T09:00",
            "Wer bekommt die Ablaufmeldungen für Zertifikate?",
            "<p>Das Postfach ist verwaist.</p>",
            "tls",
            "",
        ),
        4,
        false,
    ),
    // Certificates elsewhere, and the same service with other trouble.
    (
        (
            411,
            "02-03T10:00",
            "Webmail warns about a certificate",
            "<p>Self-signed on the old relay.</p>",
            "tls",
            "mail-relay",
        ),
        0,
        false,
    ),
    (
        (
            412,
            "02-02T13:00",
            "Tracking-API ist langsam",
            "<p>Antworten dauern sechs Sekunden, Datenbank ausgelastet.</p>",
            "performance",
            "track-api",
        ),
        0,
        false,
    ),
    (
        (
            413,
            "02-01T11:00",
            "First-aid certificate of the forklift crew has expired",
            "<p>Course on Friday.</p>",
            "people",
            "",
        ),
        0,
        false,
    ),
    // Old positions.
    (
        (
            501,
            "03-19T15:00",
            "Customer sees truck in the wrong town",
            "<p>Position on the tracking page is from yesterday, route was changed at noon.</p>",
            "tracking",
            "track-cache track-api",
        ),
        5,
        true,
    ),
    (
        (
            502,
            "03-20T10:30",
            "Track and trace: stale position for tour 4411",
            "<p>Cache still has the old route.</p>",
            "tracking",
            "track-cache",
        ),
        5,
        false,
    ),
    (
        (
            503,
            "03-23T09:10",
            "Tracking page shows yesterday's position",
            "<p>Clearing the cache helps.</p>",
            "",
            "track-api track-cache",
        ),
        5,
        false,
    ),
    (
        (
            504,
            "03-27T14:00",
            "Wrong arrival time in the customer portal",
            "<p>Portal gets an old position from the tracking cache after a route change.</p>",
            "portal",
            "portal track-cache",
        ),
        5,
        false,
    ),
    (
        (
            505,
            "04-02T12:15",
            "Sendungsverfolgung zeigt alte Position",
            "<p>Nach Routenwechsel, Cache geleert, dann richtig.</p>",
            "tracking cache",
            "track-cache",
        ),
        5,
        false,
    ),
    // The same services, other trouble.
    (
        (
            511,
            "03-20T12:00",
            "Tracking cache is out of memory",
            "<p>Node restarted by itself, one minute of 503.</p>",
            "memory",
            "track-cache",
        ),
        0,
        false,
    ),
    (
        (512, "03-21T10:00", "API key of a customer does not work", "<p>Typo in the key.</p>", "tracking", "track-api"),
        0,
        false,
    ),
    (
        (
            513,
            "03-22T16:00",
            "Open positions in accounting are counted twice",
            "<p>Shows yesterday's invoices.</p>",
            "erp",
            "erp",
        ),
        0,
        false,
    ),
    // Nothing to do with anything.
    ((901, "03-04T10:10", "Coffee machine in Bremen leaks", "", "building", ""), 0, false),
    ((902, "03-09T09:05", "Two monitors missing in the meeting room", "", "office", ""), 0, false),
    ((903, "03-17T15:20", "ERP export to the tax adviser failed", "<p>File was empty.</p>", "erp", "erp"), 0, false),
    ((904, "02-02T08:10", "Gate camera shows no picture", "", "security", "cctv"), 0, false),
    ((905, "03-20T11:05", "Phones in Kassel are dead", "<p>Switch without power.</p>", "phone", "pbx"), 0, false),
];

/// The changes, and the problem each belongs to.
pub(super) const CHANGES: &[(Row, u128)] = &[
    (
        (
            601,
            "03-25T10:00",
            "Run the stock count in small steps without locking stock_item",
            "<p>Batches of 500 rows.</p>",
            "wms",
            "wms-db",
        ),
        1,
    ),
    (
        (
            602,
            "03-26T10:00",
            "Raise the rekey interval on the VPN gateway",
            "<p>Ends the drop after eight hours.</p>",
            "vpn",
            "vpn-gw",
        ),
        2,
    ),
    (
        (
            603,
            "03-15T10:00",
            "Roll out the new driver for label printers",
            "<p>All three warehouses.</p>",
            "printing",
            "label-print",
        ),
        3,
    ),
    (
        (
            604,
            "02-05T10:00",
            "Ablaufmeldungen für Zertifikate an die Bereitschaft senden",
            "<p>Neues Postfach, zwei Empfänger.</p>",
            "tls",
            "track-api",
        ),
        4,
    ),
    (
        (
            605,
            "04-03T10:00",
            "Invalidate cached positions when a route changes",
            "<p>Event from the route planner.</p>",
            "tracking",
            "track-cache",
        ),
        5,
    ),
    ((611, "03-10T10:00", "Replace the batteries of the warehouse UPS", "", "power", "ups-hb"), 0),
    ((612, "03-12T10:00", "Upgrade the VPN gateway firmware", "<p>Security fixes.</p>", "firmware", "vpn-gw"), 0),
    ((613, "03-19T10:00", "More memory for the tracking cache", "<p>From 8 to 16 GB.</p>", "memory", "track-cache"), 0),
    ((614, "03-05T10:00", "Delete old archive logs of the warehouse database", "", "disk", "wms-db"), 0),
];

/// What people call the services.
const LABELS: &[(&str, &str)] = &[
    ("wms-db", "Warehouse database"),
    ("wms-app", "WMS"),
    ("vpn-gw", "VPN gateway"),
    ("label-print", "Label printing"),
    ("track-api", "Tracking API"),
    ("track-cache", "Tracking cache"),
    ("mail-relay", "Mail relay"),
    ("office-mfp", "Office printers"),
    ("hr-db", "HR database"),
    ("pbx", "Telephone system"),
];

/// What people call a service, where they call it anything but its id.
pub(super) fn label(id: &ServiceId) -> Option<&'static str> {
    LABELS.iter().find(|(known, _)| *known == id.0.as_str()).map(|(_, label)| *label)
}

pub(super) fn services(ids: &str) -> Vec<ServiceId> {
    ids.split_whitespace().map(|id| ServiceId(Safe::line(id))).collect()
}

fn tags(words: &str) -> Vec<Safe> {
    words.split_whitespace().map(Safe::line).collect()
}

pub(super) fn at(time: &str) -> Timestamp {
    format!("2026-{time}:00Z").parse().unwrap()
}

pub(super) fn problem(n: u128) -> ProblemId {
    ProblemId(Uuid::from_u128(n))
}

pub(super) fn problem_row(&(n, time, title, text, tagged, on): &Row) -> Problem {
    Problem {
        id: problem(n),
        number: Some(Safe::line(&format!("NOR-PRBM-{n:04}"))),
        title: Safe::line(title),
        description: Safe::new(text),
        priority: Priority::High,
        status: ProblemStatus::Investigating,
        tags: tags(tagged),
        services: services(on),
        auto_priority: false,
        created_at: at(time),
        updated_at: at(time),
        ..samples::problem(0)
    }
}

pub(super) fn incident_row(&(n, time, title, text, tagged, on): &Row, linked: Option<ProblemId>) -> Incident {
    Incident {
        id: IncidentId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("NOR-INC-{n:04}"))),
        title: Safe::line(title),
        description: Safe::new(text),
        priority: Priority::Medium,
        status: IncidentStatus::Resolved,
        problem: linked,
        tags: tags(tagged),
        services: services(on),
        auto_priority: false,
        created_at: at(time),
        updated_at: at(time),
        resolved_at: Some(at(time)),
        ..samples::incident(0)
    }
}

pub(super) fn change_row(&(n, time, title, text, tagged, on): &Row) -> Change {
    Change {
        id: ChangeId(Uuid::from_u128(n)),
        number: Some(Safe::line(&format!("NOR-CHG-{n:04}"))),
        title: Safe::line(title),
        description: Safe::new(text),
        status: ChangeStatus::Pending,
        priority: Priority::Medium,
        tags: tags(tagged),
        services: services(on),
        created_at: at(time),
        updated_at: at(time),
        ..samples::change(0)
    }
}
