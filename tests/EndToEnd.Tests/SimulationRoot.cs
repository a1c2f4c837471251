using Enarx.Attestation;

namespace Enarx.EndToEnd.Tests;

/// <summary>One simulation root for the whole run: making one takes seconds.</summary>
internal static class SimulationRoot
{
    private static readonly Lazy<(string State, Sha256Digest Pin)> Made = new(() =>
    {
        string state = Directory.CreateTempSubdirectory("eps-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(state, recursive: true);
        return (state, SimulatedSnpAuthority.OpenOrCreate(Path.Combine(state, "simulation")).RootDigest);
    });

    /// <summary>The state folder.</summary>
    public static string StateDirectory => Made.Value.State;

    /// <summary>A policy that accepts keeps of this root.</summary>
    public static KeepPolicy Policy => new() { Name = "test", SimulationRoot = [Made.Value.Pin] };
}
