using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Every file of the corpus that is evidence, and of what.</summary>
internal static class CorpusEvidence
{
    private static readonly Dictionary<string, Tee?> Roles = new()
    {
        ["report"] = Tee.SevSnp,
        ["quote"] = null,
        ["oe_report"] = Tee.Sgx,
        ["certificate"] = Tee.Sgx,
        ["enarx_csr"] = null,
        ["token"] = null,
        ["document"] = Tee.Nitro,
        ["hcl_report"] = null,
        ["td_quote"] = Tee.Tdx,
        ["host_key_document"] = Tee.IbmSecureExecution,
    };

    /// <summary>Case and role of each.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> All => Corpus.Ids()
        .SelectMany(id => Roles.Keys.Where(role => id != Corpus.Absent && Corpus.Has(Corpus.Case(id), role)).Select(role => new TheoryDataRow<string, string>(id, role)))
        .DefaultIfEmpty(new TheoryDataRow<string, string>(Corpus.Absent, "report"));

    /// <summary>The TEE that the manifest says a file is of.</summary>
    public static Tee TeeOf(JsonElement one, string role) => one.GetProperty("tech").GetString() switch
    {
        "nvidia" => Tee.NvidiaGpu,
        "cca" => Tee.Cca,
        "other" when role == "token" => Tee.Psa,
        "azure" when role == "hcl_report" => Corpus.Has(one, "td_quote") ? Tee.AzureTdx : Tee.AzureSevSnp,
        "sgx" => Tee.Sgx,
        "tdx" => Tee.Tdx,
        "sev-snp" => Tee.SevSnp,
        _ => Roles[role] ?? throw new InvalidOperationException(role),
    };
}
