namespace Enarx.Protocol;

/// <summary>The operations of docs/protocol.md.</summary>
public static class Operations
{
    /// <summary>Client to keepmgr: what keeps the host offers.</summary>
    public const string Offers = "offers";

    /// <summary>Client to keepmgr: make a keep of an offer.</summary>
    public const string Create = "create";

    /// <summary>Client to keepmgr: which keeps there are.</summary>
    public const string List = "list";

    /// <summary>Client to keepmgr: end a keep.</summary>
    public const string Remove = "remove";

    /// <summary>Client to keepmgr to keepldr to wasmldr, unread on the way: give evidence.</summary>
    public const string Attest = "attest";

    /// <summary>Client to keepmgr: what the host could do, check by check.</summary>
    public const string Platform = "platform";

    /// <summary>Client to keepmgr: the pins of the host's simulation roots, which are made where there is none.</summary>
    public const string SimulationRoots = "simulation-roots";

    /// <summary>Keepmgr to keepldr: what keep this is.</summary>
    public const string Describe = "describe";

    /// <summary>Keepmgr to keepldr: end the keep.</summary>
    public const string Stop = "stop";

    /// <summary>Wasmldr to the simulated TEE: a report over report_data.</summary>
    public const string Report = "report";
}
