namespace Enarx.Corpus;

/// <summary>Arm CCA: a token with the platform's key, as the caller would give it.</summary>
internal static class CcaCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one) => ArmCases.Judge(one, Tee.Cca, "cpak");
}
