namespace EnarxPS.Shell.Commands;

/// <summary>Kinds of items, for Test-Path.</summary>
public enum PathKind
{
    /// <summary>Either.</summary>
    Any,

    /// <summary>A folder or its like.</summary>
    Container,

    /// <summary>A file or its like.</summary>
    Leaf,
}
