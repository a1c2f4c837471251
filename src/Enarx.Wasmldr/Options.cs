using System.Globalization;

namespace Enarx.Wasmldr;

/// <summary>
/// Wasmldr's command line. The descriptors are inherited from whoever starts the keep; their numbers are the only part
/// that the launch measurement leaves out.
/// </summary>
/// <param name="Control">The byte stream to the keep loader.</param>
/// <param name="Listener">A listening socket; the keep loader forwards clients' bytes to it.</param>
/// <param name="Tee">The simulated TEE's device.</param>
internal sealed record Options(int Control, int Listener, int Tee)
{
    /// <summary>What wasmldr prints when its command line is wrong.</summary>
    public const string Usage = "usage: wasmldr --evidence simulated --control-fd N --tee-fd N --listen-fd N";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown, missing or has a value that it cannot have.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] known = ["--evidence", "--control-fd", "--tee-fd", "--listen-fd"];
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (!known.Contains(arguments[i]))
                throw new ArgumentException($"'{arguments[i]}' is not an option");
            values[arguments[i]] = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"'{arguments[i]}' needs a value");
        }

        if (values.GetValueOrDefault("--evidence") != "simulated")
            throw new ArgumentException("'--evidence' must be 'simulated': this release has no other source");
        int Descriptor(string option) => values.TryGetValue(option, out string? value)
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 2
                ? number
                : throw new ArgumentException($"'{option}' is no descriptor");
        return new Options(Descriptor("--control-fd"), Descriptor("--listen-fd"), Descriptor("--tee-fd"));
    }
}
