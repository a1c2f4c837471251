namespace Enarx.Attestation.Tests;

/// <summary>A fault, and the checks that it fails and no others.</summary>
internal sealed record SceneFault<T>(IReadOnlyList<CheckDefinition> Fails, Action<T> Spoil)
{
    public SceneFault(CheckDefinition fails, Action<T> spoil)
        : this([fails], spoil)
    {
    }
}
