namespace Enarx;

/// <summary>What a host says it could do for one kind of keep, and why not.</summary>
public sealed record KeepPlatform
{
    /// <summary>The TEE.</summary>
    public required Tee Tee { get; init; }

    /// <summary>How keeps of it are started.</summary>
    public required string Backend { get; init; }

    /// <summary>True when no TEE protects such keeps.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>True when the host offers such keeps.</summary>
    public required bool IsAvailable { get; init; }

    /// <summary>What was looked at, one by one.</summary>
    public required IReadOnlyList<PlatformCheck> Checks { get; init => field = value.ToArray(); }

    /// <summary>The first thing that is missing; null when nothing is.</summary>
    public string? Missing => Checks.FirstOrDefault(check => !check.Passed)?.ToString();
}
