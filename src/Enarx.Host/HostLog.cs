using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Enarx.Host;

/// <summary>One line an event on the error stream, which is the program's log once it is a daemon. No payloads.</summary>
public static class HostLog
{
    private const int ErrorStream = 2;

    /// <summary>Writes one event.</summary>
    public static void Write(string text)
    {
        string line = $"{DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {Environment.ProcessId} {text.ReplaceLineEndings(" ")}\n";
        try
        {
            // Not Console.Error: it holds a duplicate of the descriptor, and with it the starter's pipe for ever.
            using var stream = new FileStream(new SafeFileHandle(ErrorStream, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (IOException)
        {
            // A full disk must not end a keep.
        }
    }
}
