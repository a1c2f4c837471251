namespace Enarx.Attestation;

/// <summary>TCB info of a platform model (Intel PCS API, "Get TCB Info"): versions 2 and 3 for SGX, version 3 for TDX.</summary>
internal sealed class TcbInfo : SignedCollateral
{
    private const int FmspcLength = 6;
    private const int PceIdLength = 2;

    /// <summary>Reads <c>tcbInfo</c>.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public TcbInfo(PcsElement body, byte[] signature)
        : base(body, signature)
    {
        bool tdx = Id == "TDX";
        if (Version is < 2 or > 3 || (Version == 2 ? Id is not null : !tdx && Id != "SGX"))
            throw new CollateralException(body.Name, "it must be of version 3 for SGX or TDX, or of version 2, which is for SGX and has no id.");
        body.Member("tcbType").Number(most: 0);
        Fmspc = body.Member("fmspc").Hex(FmspcLength);
        PceId = body.Member("pceId").Hex(PceIdLength);
        Levels = body.Member("tcbLevels").Array(level => TcbLevel.Read(level, Version, tdx));
        Module = tdx ? TdxModule.Read(body.Member("tdxModule")) : null;
        Modules = tdx ? body.Optional("tdxModuleIdentities")?.Array(TdxModule.ReadIdentity) ?? [] : [];
    }

    public byte[] Fmspc { get; }

    public byte[] PceId { get; }

    /// <summary>The levels, the newest first.</summary>
    public IReadOnlyList<TcbLevel> Levels { get; }

    /// <summary>The TDX module of version 0; null for SGX.</summary>
    public TdxModule? Module { get; }

    /// <summary>The TDX modules that have a version.</summary>
    public IReadOnlyList<TdxModule> Modules { get; }

    /// <summary>The TDX module that TEE_TCB_SVN names; null when there is none.</summary>
    public TdxModule? ModuleOf(ReadOnlySpan<byte> teeTcbSvn)
    {
        if (teeTcbSvn[1] == 0)
            return Module;
        string id = $"TDX_{teeTcbSvn[1]:X2}";
        return Modules.FirstOrDefault(module => string.Equals(module.Id, id, StringComparison.OrdinalIgnoreCase));
    }
}
