//! Ids for new rows, made here so that a repeated insert is recognised. Pure: the randomness comes in once, as a seed.

use uuid::{Builder, Uuid};

/// Makes ids for new rows out of the seed: random to the world, the same again in a test.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    state: u128,
}

impl Ids {
    /// The ids that follow from a seed.
    pub(super) fn new(seed: u128) -> Self {
        Self { state: seed }
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Uuid {
        // A Weyl sequence through two rounds of SplitMix64's mixer: every step another, evenly spread value.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let mix = |half: u64| {
            let half = (half ^ (half >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let half = (half ^ (half >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            half ^ (half >> 31)
        };
        let [high, low] =
            [self.state >> 64, self.state & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or_default());
        let bits = (u128::from(mix(high ^ low.rotate_left(32))) << 64) | u128::from(mix(low));
        Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }
}
