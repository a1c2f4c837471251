namespace Engine.Tests;

/// <summary>The module's folders are the process's, and each test ends with no keep on its host: so one test at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one at a time";
}
