using Enarx.Corpus;

// Judges every case of a corpus of evidence through the public API, prints a line a case, and counts.
if (args is not ["--manifest", string path])
{
    Console.Error.WriteLine("usage: --manifest PATH");
    return 2;
}

IReadOnlyList<CorpusCase> cases;
try
{
    cases = CorpusCase.ReadAll(path);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
{
    Console.Error.WriteLine($"The manifest '{path}' cannot be read: {e.Message}");
    return 2;
}

int wrong = 0;
foreach (CorpusCase one in cases)
{
    CaseResult result = CaseJudge.Judge(one);
    if (!result.IsRight)
        wrong++;
    Console.WriteLine($"{(result.IsRight ? "right" : "WRONG")}  {one.Id,-38} {result.Why}");
}

Console.WriteLine($"{cases.Count - wrong} right, {wrong} wrong");
return wrong == 0 ? 0 : 1;
