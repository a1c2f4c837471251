namespace Enarx;

/// <summary>One thing that a host was looked at for.</summary>
/// <param name="Name">What must be there.</param>
/// <param name="Passed">Whether it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do when it is not there; null when it is.</param>
public sealed record PlatformCheck(string Name, bool Passed, string? Found, string? Advice)
{
    /// <inheritdoc/>
    public override string ToString() => Found is null ? Name : $"{Name}: {Found}";
}
