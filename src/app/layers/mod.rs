//! The stack of things that float above the panes. The topmost has the keys; what lies below waits, untouched.

pub mod approval;
pub mod bulk;
pub mod compose;
pub mod field;
pub mod form;
pub mod freshness;
pub mod help;
pub mod known;
pub mod linking;
pub mod picker;
pub mod relation;
pub mod sign_in;

use bulk::Bulk;
use compose::Compose;
use field::Field;
use form::Form;
use linking::Linking;
use picker::Picker;
use sign_in::SignInForm;

/// One of them.
#[derive(Clone, Debug)]
pub enum Layer {
    /// What can be pressed here.
    Help {
        /// Lines scrolled past.
        scroll: u16,
    },
    /// How fresh each kind of rows is, and why not fresher.
    Freshness {
        /// Lines scrolled past.
        scroll: u16,
    },
    /// The known errors behind the selected incident being read.
    Known(known::Reading),
    /// A change being read, to decide on it.
    Approval(Box<approval::Approval>),
    /// What hangs together with a record.
    Relations(Box<relation::RelationMap>),
    /// A choice among many by typing, or among few by one key.
    Picker(Picker),
    /// Something wanted of several incidents: the plan, then what came of it.
    Bulk(Box<Bulk>),
    /// What belongs to a problem: what is linked to it and what may be.
    Linking(Box<Linking>),
    /// The form of an incident.
    Form(Box<Form>),
    /// A text being written, at the foot of the detail.
    Compose(Box<Compose>),
    /// The filter being typed, in the title line.
    Filter {
        /// What is typed.
        field: Field,
        /// The filter as it was, to go back to.
        before: String,
    },
    /// Signing in.
    SignIn(SignInForm),
}
