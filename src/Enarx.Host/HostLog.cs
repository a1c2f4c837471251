using System.Globalization;

namespace Enarx.Host;

/// <summary>One line an event on the error stream, which is the program's log once it is a daemon. No payloads.</summary>
public static class HostLog
{
    /// <summary>Writes one event.</summary>
    public static void Write(string text) =>
        Console.Error.WriteLine($"{DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {Environment.ProcessId} {text.ReplaceLineEndings(" ")}");
}
