namespace Enarx;

/// <summary>One wall of the sandbox that a keep loader builds around a keep that is an ordinary process.</summary>
/// <param name="Name">What is restricted, for example <c>network namespace</c>.</param>
/// <param name="Applied">Whether the wall stands.</param>
/// <param name="Reason">Why it could not be applied; null when it was.</param>
public sealed record SandboxMeasure(string Name, bool Applied, string? Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Applied ? Name : $"{Name}: not applied ({Reason})";
}
