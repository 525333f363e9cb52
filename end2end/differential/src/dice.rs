//! Numbers that look like chance and are the same everywhere: SplitMix64.

/// The numbers of one case.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u32, nth: u32) -> Dice {
        Dice(u64::from(seed) << 32 | u64::from(nth))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `n - 1`; 0 when there is nothing to choose from.
    pub fn below(&mut self, n: u32) -> u32 {
        let high = self.next() >> 32;
        u32::try_from((high * u64::from(n)) >> 32).expect("less than n")
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let many = u32::try_from(high - low + 1).expect("a small span");
        low + i64::from(self.below(many))
    }

    /// True once in `n` throws.
    pub fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    pub fn place(&mut self, length: usize) -> usize {
        let length = u32::try_from(length).expect("a short list");
        usize::try_from(self.below(length)).expect("a small number")
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.place(from.len())]
    }
}
