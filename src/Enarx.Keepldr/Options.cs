using System.Net;
using Enarx.Attestation;
using Enarx.Protocol;

namespace Enarx.Keepldr;

/// <summary>Keepldr's command line, which keepmgr writes.</summary>
internal sealed record Options
{
    /// <summary>What keepldr prints when its command line is wrong.</summary>
    public const string Usage =
        "usage: keepldr --directory DIR --id UUID --name NAME --tee TEE --product PRODUCT --simulation-directory DIR [--listen ADDRESS:PORT]";

    /// <summary>The keep's folder: lock, sockets, log.</summary>
    public required string Directory { get; init; }

    /// <summary>The keep's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The keep's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the keep simulates.</summary>
    public required SimulatedKind Kind { get; init; }

    /// <summary>Where the host keeps its simulated processors.</summary>
    public required string SimulationDirectory { get; init; }

    /// <summary>Where clients' connections are taken; port 0 means any that is free.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown, missing or has a value that it cannot have.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["--listen"] = "127.0.0.1:0" };
        string[] known = ["--directory", "--id", "--name", "--tee", "--product", "--simulation-directory", "--listen"];
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (!known.Contains(arguments[i]))
                throw new ArgumentException($"'{arguments[i]}' is not an option");
            values[arguments[i]] = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"'{arguments[i]}' needs a value");
        }

        string Value(string option) => values.TryGetValue(option, out string? value) ? value : throw new ArgumentException($"'{option}' is missing");
        return new Options
        {
            Directory = Path.GetFullPath(Value("--directory")),
            Id = Guid.TryParseExact(Value("--id"), "N", out Guid id) ? id : throw new ArgumentException("'--id' is no UUID"),
            Name = KeepName.IsValid(Value("--name")) ? Value("--name") : throw new ArgumentException("'--name' is no name of a keep"),
            Kind = Simulator.Kinds.FirstOrDefault(kind => TeeName.Of(kind.Tee) == Value("--tee") && kind.Product == Value("--product"))
                ?? throw new ArgumentException($"'{Value("--tee")}' of product '{Value("--product")}' is not simulated"),
            SimulationDirectory = Path.GetFullPath(Value("--simulation-directory")),
            Listen = IPEndPoint.TryParse(Value("--listen"), out IPEndPoint? listen) ? listen : throw new ArgumentException("'--listen' is no address and port"),
        };
    }
}
