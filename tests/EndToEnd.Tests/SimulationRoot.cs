using Enarx.Attestation;

namespace Enarx.EndToEnd.Tests;

/// <summary>The simulation roots for the whole run: making them takes seconds.</summary>
internal static class SimulationRoot
{
    private static readonly Lazy<(string State, Sha256Digest[] Pins)> Made = new(() =>
    {
        string state = Directory.CreateTempSubdirectory("eps-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(state, recursive: true);
        return (state, [.. Simulator.Kinds.Select(kind => Simulator.OpenOrCreate(Path.Combine(state, "simulation"), kind.Tee)).Distinct()]);
    });

    /// <summary>The state folder.</summary>
    public static string StateDirectory => Made.Value.State;

    /// <summary>A policy that accepts keeps of these roots.</summary>
    public static KeepPolicy Policy => new() { Name = "test", SimulationRoot = Made.Value.Pins };
}
