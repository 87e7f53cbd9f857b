//! The few functions that the encoder needs beside the product of matrices, in the precision that it needs.

use ndarray::{Array1, ArrayView2, ArrayViewMut2};

/// Scales each row to mean 0 and variance 1, then by `weight`, and adds `bias`.
pub(super) fn layer_norm(mut rows: ArrayViewMut2<'_, f32>, weight: &Array1<f32>, bias: &Array1<f32>, epsilon: f32) {
    for mut row in rows.rows_mut() {
        let count = row.len() as f32;
        let mean = row.sum() / count;
        row -= mean;
        let variance = row.fold(0.0, |sum, x| sum + x * x) / count;
        let scale = 1.0 / (variance + epsilon).sqrt();
        row.zip_mut_with(weight, |x, weight| *x *= scale * weight);
        row += bias;
    }
}

/// Turns each row into shares that add up to 1: the exponentials of `scale` times its numbers.
pub(super) fn softmax(mut rows: ArrayViewMut2<'_, f32>, scale: f32) {
    for mut row in rows.rows_mut() {
        let row = row.as_slice_mut().expect("the rows were made here, one behind the other");
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for x in row.iter_mut() {
            *x = exp(scale * (*x - most));
        }
        let sum: f32 = row.iter().sum();
        for x in row.iter_mut() {
            *x /= sum;
        }
    }
}

/// The Gaussian error linear unit: x times the share of a normal distribution that lies below x.
pub(super) fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// The same, by way of the hyperbolic tangent (Hendrycks and Gimpel 2016).
pub(super) fn gelu_tanh(x: f32) -> f32 {
    0.5 * x * (1.0 + (0.797_884_6 * (x + 0.044_715 * x * x * x)).tanh())
}

/// The error function, to 2e-7: formula 7.1.26 of Abramowitz and Stegun. The standard library has none yet.
fn erf(x: f32) -> f32 {
    let size = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let sum = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    (1.0 - sum * exp(-size * size)).copysign(x)
}

/// The exponential of a number up to 0, to 2e-7 of its value; 0 below -87. The polynomial is that of Cephes. Unlike the
/// standard library's, the compiler makes a loop of it that takes several numbers at once.
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 0.0);
    // Adding and taking away a large number rounds, since nothing behind the point is left of it.
    let rounding = 12_582_912.0;
    let halvings = (x * std::f32::consts::LOG2_E + rounding) - rounding;
    let rest = x - halvings * 0.693_359_4 + halvings * 2.121_944_4e-4;
    let sum = ((((1.987_569_2e-4 * rest + 1.398_2e-3) * rest + 8.333_452e-3) * rest + 4.166_579_6e-2) * rest
        + 1.666_666_5e-1)
        * rest
        + 0.5;
    let power = f32::from_bits(((halvings as i32 + 127) as u32) << 23);
    (sum * rest * rest + rest + 1.0) * power
}

/// The mean of each column.
pub(super) fn column_means(rows: ArrayView2<'_, f32>) -> Vec<f32> {
    let mut means = vec![0.0; rows.ncols()];
    for row in rows.rows() {
        means.iter_mut().zip(row).for_each(|(mean, x)| *mean += x);
    }
    let count = rows.nrows().max(1) as f32;
    means.iter_mut().for_each(|mean| *mean /= count);
    means
}

/// The largest number of each column.
pub(super) fn column_maxima(rows: ArrayView2<'_, f32>) -> Vec<f32> {
    let mut maxima = vec![f32::NEG_INFINITY; rows.ncols()];
    for row in rows.rows() {
        maxima.iter_mut().zip(row).for_each(|(most, x)| *most = most.max(*x));
    }
    maxima
}

/// Scales a vector to length 1; one without a length stays as it is.
pub(super) fn normalize(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_right_to_seven_digits() {
        for step in 0..=8600 {
            let x = -(step as f32) / 100.0;
            let right = f64::from(x).exp();
            assert!((f64::from(exp(x)) - right).abs() <= 2e-7 * right, "{x}");
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn the_error_function_is_right_to_six_digits() {
        // Table 7.1 of Abramowitz and Stegun.
        let table = [(0.0, 0.0), (0.1, 0.112_462_92), (0.5, 0.520_499_88), (1.0, 0.842_700_8), (2.0, 0.995_322_27)];
        for (x, right) in table {
            assert!((erf(x) - right).abs() < 3e-7, "{x}");
            assert!((erf(-x) + right).abs() < 3e-7, "-{x}");
        }
        assert!((erf(30.0) - 1.0).abs() < 1e-7);
    }

    #[test]
    fn a_norm_centres_and_scales_each_row() {
        let mut rows = ndarray::arr2(&[[1.0, 2.0, 3.0, 4.0], [-2.0, -2.0, 2.0, 2.0]]);
        layer_norm(rows.view_mut(), &ndarray::arr1(&[1.0, 1.0, 1.0, 2.0]), &ndarray::arr1(&[0.0, 0.0, 0.0, 1.0]), 0.0);
        let right = [[-1.341_640_8, -0.447_213_6, 0.447_213_6, 3.683_281_6], [-1.0, -1.0, 1.0, 3.0]];
        let off = (&rows - &ndarray::arr2(&right)).fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!(off < 1e-6, "{rows}");
    }

    #[test]
    fn shares_add_up_to_one_however_large_the_numbers_are() {
        let mut rows = ndarray::arr2(&[[1000.0, 1000.0, -1000.0], [0.0, 0.0, 0.0]]);
        softmax(rows.view_mut(), 0.5);
        let right = ndarray::arr2(&[[0.5, 0.5, 0.0], [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]]);
        assert!((&rows - &right).fold(0.0_f32, |most, x| most.max(x.abs())) < 1e-6, "{rows}");
    }
}
