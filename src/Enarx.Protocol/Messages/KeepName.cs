namespace Enarx.Protocol;

/// <summary>What a keep may be called.</summary>
public static class KeepName
{
    /// <summary>The longest name, characters.</summary>
    public const int MaximumLength = 64;

    /// <summary>
    /// True for 1 to 64 of the ASCII letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, the first of them a letter or
    /// digit: a name goes into paths, units and tables, and must be the same thing in all of them.
    /// </summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaximumLength }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
