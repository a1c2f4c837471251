using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Wasi.Tests;

/// <summary>The Rust workload, against the same report computed here from the rows that the listing was written from.</summary>
public sealed class ReportTests
{
    private static readonly string[] Extensions = ["txt", "", "tar.gz", "a,b", "q\"uote", "\"", "größe", "new\nline", "rs", "c"];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5000, 3)]
    public void The_report_is_right(int rows, int seed)
    {
        (byte[] listing, string expected) = Listing(rows, seed);
        (WasiResult result, byte[] output, string error) = Programs.RunOver(Programs.Report, listing);
        Assert.Equal((new WasiResult.Exited(0), ""), (result, error));
        Assert.Equal(expected, Encoding.UTF8.GetString(output));
    }

    [Fact]
    public void The_report_of_300_000_rows_is_right()
    {
        (byte[] listing, string expected) = Listing(300_000, 4);
        (WasiResult result, byte[] output, _) = Programs.RunOver(Programs.Report, listing);
        Assert.Equal(new WasiResult.Exited(0), result);
        Assert.Equal(expected, Encoding.UTF8.GetString(output));
    }

    [Fact]
    public void Top_limits_the_rows_and_not_the_total()
    {
        (byte[] listing, string expected) = Listing(1000, 5);
        (_, byte[] output, _) = Programs.RunOver(Programs.Report, listing, "--top", "2", "--exit", "9");
        string[] all = expected.Split('\n');
        Assert.Equal([.. all[..3].Select(Squeeze), .. all[^4..].Select(Squeeze)], Encoding.UTF8.GetString(output).Split('\n').Select(Squeeze));
    }

    [Theory]
    [InlineData("a,b,c,d\n", "line 1: the header is not path,extension,bytes,age_days")]
    [InlineData("", "the input is empty")]
    [InlineData("\"path\"x,extension,bytes,age_days\n", "line 1: text follows a closing quote")]
    public void A_listing_of_another_kind_is_refused(string listing, string problem)
    {
        (WasiResult result, byte[] output, string error) = Programs.RunOver(Programs.Report, Encoding.UTF8.GetBytes(listing));
        Assert.Equal((new WasiResult.Exited(65), $"report: {problem}\n"), (result, error));
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("a,b,1\n", "3 fields instead of 4")]
    [InlineData("a,b,x,1\n", "bytes is not a number")]
    [InlineData("a,b,,1\n", "bytes is not a number")]
    [InlineData("a,b,-1,1\n", "bytes is not a number")]
    [InlineData("a,b,18446744073709551616,1\n", "bytes is not a number")]
    [InlineData("a,b,1,1.5\n", "age_days is not a number")]
    [InlineData("a,b\"c,1,1\n", "a quote stands in an unquoted field")]
    [InlineData("\"a\"b,c,1,1\n", "text follows a closing quote")]
    [InlineData("\"a,b,1,1\n", "a quoted field does not end")]
    public void Malformed_rows_are_counted_and_strict_fails(string row, string problem)
    {
        byte[] listing = Encoding.UTF8.GetBytes("path,extension,bytes,age_days\nx,\"two\nlines\",18446744073709551615,2\n" + row);
        (WasiResult result, byte[] output, string error) = Programs.RunOver(Programs.Report, listing, "--exit", "7");
        Assert.Equal((new WasiResult.Exited(7), $"report: 1 malformed rows, the first on line 4: {problem}\n"), (result, error));
        Assert.Contains("\nrows 1\n", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
        Assert.Equal(new WasiResult.Exited(2), Programs.RunOver(Programs.Report, listing, "--strict").Result);
    }

    [Theory]
    [InlineData("--top")]
    [InlineData("--top", "x")]
    [InlineData("--exit", "256")]
    [InlineData("--what")]
    public void Options_that_make_no_sense_are_refused(params string[] arguments)
    {
        (WasiResult result, byte[] output, string error) = Programs.RunOver(Programs.Report, [], arguments);
        Assert.Equal(new WasiResult.Exited(64), result);
        Assert.StartsWith("report: ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public void Help_is_help()
    {
        (WasiResult result, byte[] output, _) = Programs.RunOver(Programs.Report, [], "--help");
        Assert.Equal(new WasiResult.Exited(0), result);
        Assert.StartsWith("usage: report", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
    }

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static (byte[] Listing, string Report) Listing(int count, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("path,extension,bytes,age_days\n");
        var rows = new List<(string Extension, ulong Bytes, ulong Days)>(count);
        for (int i = 0; i < count; i++)
        {
            var row = (Extensions[random.Next(Extensions.Length)], Bytes: (ulong)random.NextInt64(1L << random.Next(1, 40)), Days: (ulong)random.Next(4000));
            rows.Add(row);
            string path = random.Next(10) == 0 ? $"dir, with \"quotes\"\nand lines/{i}" : $"dir/{i}";
            text.Append(Quote(path, random)).Append(',').Append(Quote(row.Item1, random)).Append(CultureInfo.InvariantCulture, $",{row.Bytes},{row.Days}")
                .Append(random.Next(5) == 0 ? "\r\n" : "\n");
        }

        byte[] listing = Encoding.UTF8.GetBytes(text.ToString());
        return (listing, Report(rows, listing));
    }

    private static string Quote(string field, Random random) =>
        random.Next(4) == 0 || field.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Report(List<(string Extension, ulong Bytes, ulong Days)> rows, byte[] listing)
    {
        var table = new List<string[]> { (string[])["extension", "files", "bytes", "largest", "mean age"] };
        table.AddRange(rows.GroupBy(r => r.Extension)
            .OrderByDescending(g => Sum(g.Select(r => r.Bytes))).ThenBy(g => Convert.ToHexString(Encoding.UTF8.GetBytes(g.Key)), StringComparer.Ordinal)
            .Select(g => Cells(g.Key.Length == 0 ? "(none)" : g.Key.Replace('\n', '?'), [.. g])));
        table.Add(Cells("total", rows));
        int[] widths = [.. Enumerable.Range(0, 5).Select(i => table.Max(r => r[i].Length))];
        var report = new StringBuilder();
        foreach (string[] row in table)
            report.Append(row[0].PadRight(widths[0])).AppendJoin("", row.Skip(1).Select((cell, i) => "  " + cell.PadLeft(widths[i + 1]))).Append('\n');
        return report.Append(CultureInfo.InvariantCulture, $"rows {rows.Count}\nsha256 {Convert.ToHexStringLower(SHA256.HashData(listing))}\n").ToString();
    }

    private static string[] Cells(string name, List<(string Extension, ulong Bytes, ulong Days)> rows)
    {
        decimal mean = rows.Count == 0 ? 0 : Math.Round((decimal)Sum(rows.Select(r => r.Days)) / rows.Count, 1, MidpointRounding.AwayFromZero);
        return
        [
            name, $"{rows.Count}", $"{Sum(rows.Select(r => r.Bytes))}", $"{rows.Select(r => r.Bytes).DefaultIfEmpty().Max()}",
            mean.ToString("0.0", CultureInfo.InvariantCulture),
        ];
    }

    private static BigInteger Sum(IEnumerable<ulong> values) => values.Aggregate(BigInteger.Zero, (sum, value) => sum + value);
}
