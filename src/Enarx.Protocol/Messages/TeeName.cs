namespace Enarx.Protocol;

/// <summary>Names of TEEs on the wire.</summary>
public static class TeeName
{
    /// <summary>The name of a TEE.</summary>
    public static string Of(Tee tee) => tee switch
    {
        Tee.SevSnp => "sev-snp",
        _ => throw new ArgumentOutOfRangeException(nameof(tee)),
    };

    /// <summary>Reads the current field as a TEE's name.</summary>
    public static Tee Read(MapReader map) => map.Line(32) switch
    {
        "sev-snp" => Tee.SevSnp,
        var other => throw map.Invalid($"the TEE '{other}' is not known."),
    };
}
