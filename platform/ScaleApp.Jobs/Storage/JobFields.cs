namespace ScaleApp.Jobs;

/// <summary>
/// The fields of a job's hash. One letter each: a small job's hash stays a listpack, and names are most of its size.
/// </summary>
/// <remarks>
/// The state is no field: a job is where its id is (wait, delayed, active, done, dead, blocked, awaiting), and nothing can
/// contradict that.
/// </remarks>
internal static class JobFields
{
    /// <summary>Type, as <c>Namespace.Name, Assembly</c>.</summary>
    public const string Type = "t";

    /// <summary>Method with the parameters that the caller gives: <c>SendAsync(Guid,String)</c>.</summary>
    public const string Method = "m";

    /// <summary>The arguments for those parameters: a JSON array.</summary>
    public const string Arguments = "a";

    /// <summary>Priority, as the number in the name of its list; absent for normal.</summary>
    public const string Priority = "p";

    /// <summary>Created (unix ms).</summary>
    public const string Created = "c";

    /// <summary>Due (unix ms); absent for a job that was never delayed.</summary>
    public const string Due = "d";

    /// <summary>The W3C trace parent of whoever enqueued it.</summary>
    public const string TraceParent = "r";

    /// <summary>Attempts begun.</summary>
    public const string Attempt = "n";

    /// <summary>How often a worker was lost with it.</summary>
    public const string Crashes = "x";

    /// <summary>Fencing token of the last taking.</summary>
    public const string Token = "k";

    /// <summary>When the last attempt began (unix ms).</summary>
    public const string Begun = "b";

    /// <summary>The server that took it last.</summary>
    public const string Server = "w";

    /// <summary>The last error.</summary>
    public const string Error = "e";

    /// <summary>Progress in per cent.</summary>
    public const string Progress = "g";

    /// <summary>Jobs that wait for this one, divided by blanks.</summary>
    public const string Links = "l";

    /// <summary>The occurrence (unix ms) of a recurring job that this is the run of.</summary>
    public const string Occurrence = "o";

    /// <summary>The id of that recurring job.</summary>
    public const string Recurring = "i";

    /// <summary>Concurrency key: at most <see cref="ConcurrencyLimit"/> jobs with it run at once.</summary>
    public const string ConcurrencyKey = "y";

    /// <summary>The limit of that key.</summary>
    public const string ConcurrencyLimit = "z";
}
