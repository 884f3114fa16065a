//! How far trouble reaches from where one stands: which way, over how many steps.

use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::domain::infrastructure::impact::Way;

/// What of it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blast {
    /// At whom one looks.
    pub way: Way,
    /// Over how many steps; nothing for as far as it goes.
    pub most: Option<u32>,
}

/// The most steps that are counted; after them comes "as far as it goes".
const STEPS: u32 = 3;

impl Model {
    /// Shows what depends on it, then what it depends on, then both, then nothing of it.
    pub(in crate::app) fn turn_blast(&mut self) -> Effects {
        let most = self.map.blast.and_then(|blast| blast.most);
        self.map.blast = match self.map.blast.map(|blast| blast.way) {
            None => Some(Way::Dependents),
            Some(Way::Dependents) => Some(Way::Dependencies),
            Some(Way::Dependencies) => Some(Way::Both),
            Some(Way::Both) => None,
        }
        .map(|way| Blast { way, most });
        self.map.about.forget();
        vec![]
    }

    /// Shows it over one step, two, three, or as far as it goes.
    pub(in crate::app) fn turn_depth(&mut self) -> Effects {
        if let Some(blast) = &mut self.map.blast {
            blast.most = match blast.most {
                None => Some(1),
                Some(STEPS..) => None,
                Some(steps) => Some(steps + 1),
            };
            self.map.about.forget();
        }
        vec![]
    }
}
