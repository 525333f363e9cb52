//! Medians, their uncertainty, and growth. Small samples of a noisy machine: no means, no deviations.

/// Draws of the bootstrap.
const DRAWS: usize = 2000;

/// The middle of some figures; NaN of none.
pub fn median(figures: &[f64]) -> f64 {
    quantile(figures, 0.5)
}

/// The figure below which the given share lies, by the nearest rank; NaN of none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rank")]
pub fn quantile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if share == 0.5 && n % 2 == 0 => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
        n => sorted[((share * n as f64).ceil() as usize).clamp(1, n) - 1],
    }
}

/// Where the median lies with 95 % confidence: the bootstrap's interval. The draws are the same for the same figures.
pub fn interval(figures: &[f64]) -> (f64, f64) {
    if figures.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = || {
        // xorshift64*: enough for drawing with replacement.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let high = usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0);
        figures[high % figures.len()]
    };
    let medians: Vec<f64> = (0..DRAWS)
        .map(|_| median(&std::iter::repeat_with(&mut draw).take(figures.len()).collect::<Vec<_>>()))
        .collect();
    (quantile(&medians, 0.025), quantile(&medians, 0.975))
}

/// The exponent of growth: the slope of a line through the logarithms of `(size, figure)`.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(n, y)| (n.ln(), y.ln())).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few points")]
    let count = logs.len() as f64;
    let (mx, my) = (logs.iter().map(|p| p.0).sum::<f64>() / count, logs.iter().map(|p| p.1).sum::<f64>() / count);
    let above: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    above / logs.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}

/// Two things measured in turn, so that what the machine does meanwhile meets both: A B, B A, A B …
pub fn in_turn(rounds: usize, mut a: impl FnMut() -> f64, mut b: impl FnMut() -> f64) -> Vec<(f64, f64)> {
    let round = |nth: usize| {
        if nth.is_multiple_of(2) {
            let first = a();
            (first, b())
        } else {
            let second = b();
            (a(), second)
        }
    };
    (0..rounds).map(round).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.99), 4.0);
    }

    #[test]
    fn an_interval_holds_the_median_and_grows_with_the_spread() {
        let narrow = interval(&[1.0, 1.01, 0.99, 1.0, 1.02, 0.98, 1.0]);
        let wide = interval(&[1.0, 1.9, 0.3, 1.0, 2.5, 0.2, 1.0]);
        assert!(narrow.0 <= 1.0 && 1.0 <= narrow.1);
        assert!(wide.1 - wide.0 > narrow.1 - narrow.0);
    }

    #[test]
    fn growth_is_found_again() {
        let grown = |by: f64| exponent(&[1e4, 1e5, 1e6].map(|n: f64| (n, 3.0 * n.powf(by))));
        assert!((grown(1.0) - 1.0).abs() < 1e-9 && grown(0.0).abs() < 1e-9);
    }

    #[test]
    fn both_go_first_in_turn() {
        let order = std::cell::RefCell::new(String::new());
        let note = |letter: char| {
            order.borrow_mut().push(letter);
            1.0
        };
        in_turn(3, || note('a'), || note('b'));
        assert_eq!(order.into_inner(), "abbaab");
    }
}
