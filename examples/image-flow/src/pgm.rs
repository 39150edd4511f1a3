//! [`Image`]: gray pixels, read from and written to the binary PGM format.

/// An image in shades of gray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    width: usize,
    height: usize,
    /// Row by row.
    pixels: Vec<u8>,
}

/// Bytes that are no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a binary PGM image of 8 bits a pixel")]
pub struct NoImage;

impl Image {
    /// Makes an image of a function of column and row.
    pub fn draw(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Self {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| shade(x, y));
        Self { width, height, pixels: pixels.collect() }
    }

    /// Width and height, in pixels.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Reads `P5 WIDTH HEIGHT 255` and the pixels. Comments are not read.
    ///
    /// # Errors
    ///
    /// [`NoImage`].
    pub fn read(bytes: &[u8]) -> Result<Self, NoImage> {
        let mut rest = bytes.strip_prefix(b"P5").ok_or(NoImage)?;
        let mut number = || {
            rest = rest.trim_ascii_start();
            let end = rest.iter().position(u8::is_ascii_whitespace).ok_or(NoImage)?;
            let text = std::str::from_utf8(&rest[..end]).map_err(|_| NoImage)?;
            rest = &rest[end..];
            text.parse::<usize>().map_err(|_| NoImage)
        };
        let (width, height, white) = (number()?, number()?, number()?);
        let pixels = rest.get(1..).ok_or(NoImage)?;
        let fits = width > 0 && height > 0 && width.checked_mul(height) == Some(pixels.len());
        if white != 255 || !fits {
            return Err(NoImage);
        }
        Ok(Self { width, height, pixels: pixels.to_vec() })
    }

    /// Writes it as it is read.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        bytes.extend_from_slice(&self.pixels);
        bytes
    }

    /// Halves it until neither side is longer than `longest` pixels.
    #[must_use]
    pub fn reduced_to(self, longest: usize) -> Self {
        let mut image = self;
        while image.width.max(image.height) > longest.max(1) {
            image = image.halved();
        }
        image
    }

    /// Each pixel is the mean of up to four.
    fn halved(&self) -> Self {
        let shade = |x: usize, y: usize| {
            let columns = 2 * x..(2 * x + 2).min(self.width);
            let rows = 2 * y..(2 * y + 2).min(self.height);
            let count = columns.len() * rows.len();
            let places = rows.flat_map(|y| columns.clone().map(move |x| y * self.width + x));
            let sum: usize = places.map(|place| usize::from(self.pixels[place])).sum();
            u8::try_from(sum / count).unwrap_or(u8::MAX)
        };
        Self::draw(self.width.div_ceil(2), self.height.div_ceil(2), shade)
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, NoImage};

    #[test]
    fn an_image_is_read_as_it_was_written() {
        let image = Image::draw(3, 2, |x, y| u8::try_from(40 * x + y).unwrap());
        assert_eq!(Image::read(&image.write()), Ok(image));
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for bytes in [
            &b""[..],
            b"P6\n1 1\n255\nx",
            b"P5\n2 2\n255\nabc",
            b"P5\n1 1\n65535\nab",
            b"P5\n0 0\n255\n",
            b"P5 1",
        ] {
            assert_eq!(Image::read(bytes), Err(NoImage), "{bytes:?}");
        }
    }

    #[test]
    fn a_reduced_image_has_the_means_of_its_pixels() {
        let image = Image::draw(4, 2, |x, _| if x < 2 { 10 } else { 30 });
        assert_eq!(image.reduced_to(2), Image::draw(2, 1, |x, _| if x == 0 { 10 } else { 30 }));
        let odd = Image::draw(5, 5, |_, _| 7).reduced_to(2);
        assert_eq!(odd, Image::draw(2, 2, |_, _| 7));
        assert_eq!(Image::draw(130, 100, |_, _| 0).reduced_to(64).size(), (33, 25));
    }
}
