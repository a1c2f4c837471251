using System.Globalization;
using Enarx.Protocol;

namespace Enarx.Keepmgr;

/// <summary>Keepmgr's command line.</summary>
/// <param name="Places">Where sockets, keeps and the simulation root are.</param>
/// <param name="IdleTime">How long keepmgr stays without a keep and without a connection.</param>
internal sealed record Options(LocalPlaces Places, TimeSpan IdleTime)
{
    /// <summary>What keepmgr prints when its command line is wrong.</summary>
    public const string Usage = "usage: keepmgr [--runtime-directory DIR] [--state-directory DIR] [--idle-seconds N]";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It has an unknown option, or one without its value.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        LocalPlaces places = LocalPlaces.OfThisUser();
        TimeSpan idle = TimeSpan.FromSeconds(60);
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"'{arguments[i]}' needs a value");
            switch (arguments[i])
            {
                case "--runtime-directory": places = places with { RuntimeDirectory = Path.GetFullPath(value) }; break;
                case "--state-directory": places = places with { StateDirectory = Path.GetFullPath(value) }; break;
                case "--idle-seconds":
                    idle = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
                        ? TimeSpan.FromSeconds(seconds)
                        : throw new ArgumentException($"'{value}' is no number of seconds");
                    break;
                default: throw new ArgumentException($"'{arguments[i]}' is not an option");
            }
        }

        return new Options(places, idle);
    }
}
