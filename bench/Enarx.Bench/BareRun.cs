using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Enarx.Bench;

/// <summary>One run of a module with nothing around it: a fresh process, fed and read by pipes.</summary>
/// <param name="FirstByte">Milliseconds from before the process was started to the first byte of its output.</param>
/// <param name="Whole">Milliseconds to its end.</param>
/// <param name="Compile">Milliseconds of compiling, by its own clock.</param>
/// <param name="Run">Milliseconds of running, by its own clock.</param>
/// <param name="Output">Its standard output.</param>
internal sealed partial record BareRun(double FirstByte, double Whole, double Compile, double Run, byte[] Output)
{
    /// <summary>Runs the workload over an input.</summary>
    public static async Task<BareRun> StartAsync(byte[] input)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(Repository.Bare, ["--time", Repository.Workload])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task feeding = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        });
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        int length = await process.StandardOutput.BaseStream.ReadAsync(piece);
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        output.Write(piece, 0, length);
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await feeding;
        await process.WaitForExitAsync();
        double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Match times = Times().Match(await errors);
        if (process.ExitCode != 0 || !times.Success)
            throw new InvalidOperationException($"Bare ended with {process.ExitCode}: {await errors}");
        return new BareRun(first, whole, Milliseconds(times.Groups[1]), Milliseconds(times.Groups[2]), output.ToArray());
    }

    private static double Milliseconds(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("compile ([0-9.]+) ms, run ([0-9.]+) ms")]
    private static partial Regex Times();
}
