//! Tables without lines, that can be read, cut and searched.

use comfy_table::{CellAlignment, Table, presets};

use super::Style;

/// A table with headings; columns of numbers are at the right. With no rows there is nothing.
pub(crate) fn table<const N: usize>(
    style: Style,
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    if rows.is_empty() {
        return String::new();
    }
    let is_number = |cell: &str| cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    let numbers: Vec<bool> = (0..N)
        .map(|column| {
            let mut cells = rows.iter().map(|row| row[column].as_str());
            cells.clone().all(is_number) && cells.any(|cell| cell != "-")
        })
        .collect();
    let mut table = plain();
    table.set_header(headings);
    table.add_rows(rows);
    for (column, is_number) in table.column_iter_mut().zip(numbers) {
        column.set_padding((0, 2));
        if is_number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let text = lines(&table);
    match text.split_once('\n') {
        Some((headings, rest)) => format!("{}\n{rest}", style.bold(headings)),
        None => text,
    }
}

/// Names and their values, one a line.
pub(crate) fn details<'n>(style: Style, rows: impl IntoIterator<Item = (&'n str, String)>) -> String {
    let rows: Vec<(&str, String)> = rows.into_iter().collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let line = |(name, value): (&str, String)| {
        let line =
            format!("{}{:padding$}  {value}", style.bold(name), "", padding = width - name.chars().count());
        line.trim_end().to_owned()
    };
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table
}

fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_at_the_right_and_names_at_the_left() {
        let rows = [["orders".to_owned(), "7".to_owned()], ["a".to_owned(), "120".to_owned()]];
        assert_eq!(
            table(Style::PLAIN, ["NAME", "MESSAGES"], rows),
            "NAME    MESSAGES\norders         7\na            120"
        );
        assert_eq!(table::<1>(Style::PLAIN, ["NAME"], []), "");
    }

    #[test]
    fn values_stand_below_each_other() {
        let rows = [("name", "orders".to_owned()), ("messages", "7".to_owned())];
        assert_eq!(details(Style::PLAIN, rows), "name      orders\nmessages  7");
    }
}
