using System.Globalization;
using System.Text.Json;

namespace Enarx.Corpus;

/// <summary>Compares what a manifest says of a report and its leaf with the claims of an appraisal.</summary>
internal static class SnpFacts
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["version"] = "VERSION",
        ["guest_svn"] = "GUEST_SVN",
        ["vmpl"] = "VMPL",
        ["signing_key"] = "KEY_INFO.SIGNING_KEY",
        ["author_key_en"] = "KEY_INFO.AUTHOR_KEY_EN",
        ["mask_chip_key"] = "KEY_INFO.MASK_CHIP_KEY",
        ["report_data"] = "REPORT_DATA",
        ["measurement"] = "MEASUREMENT",
        ["host_data"] = "HOST_DATA",
        ["id_key_digest"] = "ID_KEY_DIGEST",
        ["author_key_digest"] = "AUTHOR_KEY_DIGEST",
        ["report_id"] = "REPORT_ID",
        ["chip_id"] = "CHIP_ID",
        ["cpuid_fam"] = "CPUID_FAM_ID",
        ["cpuid_mod"] = "CPUID_MOD_ID",
        ["cpuid_step"] = "CPUID_STEP",
        ["debug"] = "POLICY.DEBUG",
        ["smt"] = "POLICY.SMT",
        ["migrate"] = "POLICY.MIGRATE_MA",
        ["family_id"] = "FAMILY_ID",
        ["image_id"] = "IMAGE_ID",
        ["policy"] = "POLICY",
        ["platform_info"] = "PLATFORM_INFO",
        ["reported_tcb"] = "REPORTED_TCB",
        ["current_tcb"] = "CURRENT_TCB",
        ["committed_tcb"] = "COMMITTED_TCB",
        ["launch_tcb"] = "LAUNCH_TCB",
        ["firmware_current"] = "CURRENT_VERSION",
        ["firmware_committed"] = "COMMITTED_VERSION",
        ["launch_mit_vector"] = "LAUNCH_MIT_VECTOR",
        ["current_mit_vector"] = "CURRENT_MIT_VECTOR",
    };

    /// <summary>The first fact that the appraisal does not state.</summary>
    public static string? FindWrong(CorpusCase one, KeepAppraisal appraisal)
    {
        if (one.Facts.ValueKind != JsonValueKind.Object)
            return null;
        Dictionary<string, string> claims = appraisal.Claims.ToDictionary(claim => claim.Name, claim => claim.Value);
        foreach (JsonProperty fact in one.Facts.EnumerateObject())
        {
            string? wrong = fact.Name switch
            {
                // Of evidence under another product's chain the manifest names the chain's.
                "product" => one.IsValid ? Compare(fact, appraisal.Product) : null,
                "reported_tcb_parts" => Compare(fact, appraisal.ReportedTcb),
                "leaf_validity" => CompareValidity(fact, appraisal),
                "leaf_extensions" => fact.Value.EnumerateObject().Select(extension => Compare(extension, claims.GetValueOrDefault(extension.Name))).FirstOrDefault(found => found is not null),
                // Reports of version 2 have no CPUID; the manifest gives zeros for it.
                _ when fact.Name.StartsWith("cpuid_", StringComparison.Ordinal) && claims.GetValueOrDefault("VERSION") == "2" => Compare(fact, "0"),
                _ => Names.TryGetValue(fact.Name, out string? name) ? Compare(fact, claims.GetValueOrDefault(name)) : $"fact '{fact.Name}' is not known to the runner",
            };
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private static string? Compare(JsonProperty fact, string? actual)
    {
        string expected = fact.Value.ValueKind switch
        {
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            _ => fact.Value.ToString(),
        };
        return expected == actual ? null : $"fact {fact.Name}: expected {expected}, found {actual ?? "none"}";
    }

    // Without a product nobody knows the layout of a TCB_VERSION.
    private static string? Compare(JsonProperty fact, SnpTcb? actual)
    {
        if (actual is null)
            return $"fact {fact.Name}: no TCB";
        int Part(string name) => fact.Value.TryGetProperty(name, out JsonElement part) ? part.GetInt32() : 0;
        bool same = (actual.Bootloader, actual.Tee, actual.Snp, actual.Microcode, actual.Fmc ?? 0) == (Part("bl"), Part("tee"), Part("snp"), Part("ucode"), Part("fmc"));
        return same ? null : $"fact {fact.Name}: expected {fact.Value}, found {actual}";
    }

    private static string? CompareValidity(JsonProperty fact, KeepAppraisal appraisal)
    {
        KeepEndorsement? leaf = appraisal.Endorsements.FirstOrDefault(endorsement => endorsement.Kind is "VCEK" or "VLEK");
        DateTimeOffset[] expected = [.. fact.Value.EnumerateArray().Select(moment => DateTimeOffset.Parse(moment.GetString()!, CultureInfo.InvariantCulture))];
        return leaf is not null && leaf.NotBefore == expected[0] && leaf.NotAfter == expected[1] ? null : $"fact {fact.Name}: expected {fact.Value}, found {leaf?.NotBefore:o} to {leaf?.NotAfter:o}";
    }
}
