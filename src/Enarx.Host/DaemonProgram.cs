using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Enarx.Host;

/// <summary>What the main functions of the host's daemons have in common: usage, SIGTERM, and what they end with.</summary>
public static class DaemonProgram
{
    private const int FailureStatus = 1;
    private const int UsageStatus = 64;

    /// <summary>Runs a daemon until it is done or told to end.</summary>
    /// <param name="name">The program, for its messages.</param>
    /// <param name="usage">How it is called.</param>
    /// <param name="parse">Reads its command line.</param>
    /// <param name="run">Does its work. SIGTERM cancels the source, and so does the daemon itself to end.</param>
    /// <returns>Exit status: 0, 1 for a failure, 64 for a command line that is wrong (sysexits.h).</returns>
    public static async Task<int> RunAsync<TOptions>(string name, string usage, Func<TOptions> parse, Func<TOptions, CancellationTokenSource, Task> run)
    {
        ArgumentNullException.ThrowIfNull(parse);
        ArgumentNullException.ThrowIfNull(run);
        TOptions options;
        try
        {
            options = parse();
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}\n{usage}").ConfigureAwait(false);
            return UsageStatus;
        }

        Daemon.LeaveSession();
        using var ending = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        });
        try
        {
            await run(options, ending).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is KeepException or IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}").ConfigureAwait(false);
            return FailureStatus;
        }
    }
}
