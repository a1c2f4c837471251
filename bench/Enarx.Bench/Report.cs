using System.Globalization;
using System.Runtime.InteropServices;

namespace Enarx.Bench;

/// <summary>Writes what was measured as Markdown.</summary>
internal static class Report
{
    /// <summary>Where and when it was measured.</summary>
    public static void Machine()
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd}; {processor}, {Environment.ProcessorCount} processors; {RuntimeInformation.OSDescription}; .NET {Environment.Version}.");
    }

    /// <summary>Begins a benchmark. The load average says how quiet the machine was.</summary>
    public static void Heading(string name) =>
        Console.WriteLine($"\n## {name}\n\nLoad average before: {string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3])}.\n");

    /// <summary>One table; the first row is the heading.</summary>
    public static void Table(params IEnumerable<string[]> rows)
    {
        bool first = true;
        foreach (string[] row in rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
            if (first)
                Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", row.Length - 1))}");
            first = false;
        }
    }

    /// <summary>An aim, and whether this run met it.</summary>
    public static void Aim(string aim, bool met) => Console.WriteLine($"\nAim: {aim}: **{(met ? "met" : "not met")}** in this run.");

    /// <summary>A number with so many decimals.</summary>
    public static string Number(double value, int decimals = 1) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);

    /// <summary>The middle of the values, or the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A row of a table: its name, the median, the smallest and the largest value.</summary>
    public static string[] Spread(string name, IReadOnlyCollection<double> values, int decimals = 1) =>
        [name, Number(Median(values), decimals), Number(values.Min(), decimals), Number(values.Max(), decimals)];
}
