namespace Enarx.Protocol;

/// <summary>Names on the wire of the TEEs that a keep can have.</summary>
public static class TeeName
{
    /// <summary>The name of a TEE.</summary>
    public static string Of(Tee tee) => tee switch
    {
        Tee.SevSnp => "sev-snp",
        Tee.Sev => "sev",
        Tee.Sgx => "sgx",
        Tee.Tdx => "tdx",
        Tee.Cca => "cca",
        Tee.Nitro => "nitro",
        _ => throw new ArgumentOutOfRangeException(nameof(tee)),
    };

    /// <summary>Reads the current field as a TEE's name.</summary>
    public static Tee Read(MapReader map) => map.Line(32) switch
    {
        "sev-snp" => Tee.SevSnp,
        "sev" => Tee.Sev,
        "sgx" => Tee.Sgx,
        "tdx" => Tee.Tdx,
        "cca" => Tee.Cca,
        "nitro" => Tee.Nitro,
        var other => throw map.Invalid($"the TEE '{other}' is not known."),
    };
}
