namespace Enarx.Corpus;

/// <summary>What the manifest puts under one name; the roles of its files tell what it is.</summary>
internal static class OtherCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one) =>
        one.Has("host_key_document") ? IbmCases.Judge(one)
        : one.Has("token") ? ArmCases.Judge(one, Tee.Psa, "key")
        : one.Scope == "trust-anchor" ? TrustAnchorCases.Judge(one)
        : new CaseResult(false, "no verifier for these files");
}
