namespace Enarx.Corpus;

/// <summary>What the manifest files under "other", told apart by the roles of its files.</summary>
internal static class OtherCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one) =>
        one.Has("token") ? ArmCases.Judge(one, Tee.Psa, "key")
        : new CaseResult(false, "no verifier for files of these roles");
}
