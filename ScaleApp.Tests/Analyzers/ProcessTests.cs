using ScaleApp.Analyzers;

namespace ScaleApp.Tests.Analyzers;

/// <summary>SCALE005, 006 and 010: files, schedules and locks of one process.</summary>
public class ProcessTests
{
    [Theory]
    [InlineData("public class Files : ControllerBase { public void Put(string name) => System.IO.File.{|SCALE005:WriteAllText|}(name, \"\"); }")]
    [InlineData("public class Files : ControllerBase { public async Task Put(IFormFile file) { using var to = {|SCALE005:new FileStream(file.FileName, FileMode.Create)|}; await file.CopyToAsync(to); } }")]
    [InlineData("public class Room : Hub { public void Say(string text) => System.IO.File.{|SCALE005:AppendAllText|}(\"room\", text); }")]
    [InlineData("public class Trace { public Task InvokeAsync(HttpContext http) => System.IO.File.{|SCALE005:WriteAllTextAsync|}(\"last\", http.Request.Path); }")]
    public Task File_written_by_a_request_is_reported(string source) => Analyzed<LocalFileAnalyzer>.LibraryAsync(source);

    [Theory]
    [InlineData("var app = builder.Build(); app.MapPost(\"/\", (string name) => File.{|SCALE005:WriteAllText|}(name, \"\"));")]
    [InlineData("var app = builder.Build(); app.MapPost(\"/\", Api.Put); static class Api { public static void Put(string name) => File.{|SCALE005:WriteAllText|}(name, \"\"); }")]
    [InlineData("services.AddScoped<Store>(); class Store { public void Put(string name) => File.{|SCALE005:Create|}(name).Dispose(); }")]
    [InlineData("services.AddSingleton<Store>(); class Store { public void Put(Stream from) { using var to = File.{|SCALE005:OpenWrite|}(\"a\"); from.CopyTo(to); } }")]
    public Task File_written_by_an_endpoint_or_service_is_reported(string source) => Analyzed<LocalFileAnalyzer>.ApplicationAsync(source);

    [Theory]
    [InlineData("public void Put(string name) => System.IO.File.WriteAllText(Path.Combine(Path.GetTempPath(), name), \"\");")]
    [InlineData("public void Put() { var path = Path.GetTempFileName(); var copy = path + \".x\"; System.IO.File.WriteAllText(copy, \"\"); }")]
    [InlineData("public string Get(string name) => System.IO.File.ReadAllText(name);")]
    [InlineData("public Stream Get(string name) => new FileStream(name, FileMode.Open, FileAccess.Read);")]
    [InlineData("public void Check(string name) { System.IO.File.WriteAllText(name, \"\"); System.IO.File.Delete(name); }")]
    public Task Temporary_file_or_read_is_not_reported(string member) => Analyzed<LocalFileAnalyzer>.LibraryAsync("public class Files : ControllerBase { " + member + " }");

    [Fact]
    public Task File_written_outside_requests_is_not_reported() =>
        Analyzed<LocalFileAnalyzer>.ApplicationAsync("File.WriteAllText(\"ready\", \"\"); static class Tool { public static void Export() => File.WriteAllText(\"a\", \"\"); }");

    [Theory]
    [InlineData("while (true) { await {|SCALE006:Task.Delay(TimeSpan.FromHours(24), ct)|}; }")]
    [InlineData("while (true) { await {|SCALE006:Task.Delay(Every, ct)|}; }")]
    [InlineData("var next = DateTime.Today.AddDays(1); while (true) { await {|SCALE006:Task.Delay(next - DateTime.Now, ct)|}; }")]
    [InlineData("using var timer = {|SCALE006:new PeriodicTimer(TimeSpan.FromMinutes(5))|}; while (await timer.WaitForNextTickAsync(ct)) { }")]
    [InlineData("await using var timer = {|SCALE006:new Timer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromMinutes(minutes))|};")]
    [InlineData("while (true) { await Task.Delay(TimeSpan.FromSeconds(5), ct); }")]
    [InlineData("await Task.Delay(TimeSpan.FromMinutes(5), ct);")]
    [InlineData("while (true) { try { await Task.Yield(); } catch (IOException) { await Task.Delay(TimeSpan.FromMinutes(5), ct); } }")]
    [InlineData("while (true) { if (await TryAcquireLease()) { } await Task.Delay(TimeSpan.FromHours(1), ct); } static Task<bool> TryAcquireLease() => Task.FromResult(true);")]
    public Task Schedule_is_reported_unless_it_polls_backs_off_or_leases(string body) => Analyzed<ScheduleAnalyzer>.LibraryAsync(Service(body));

    [Fact]
    public Task Monitor_of_the_replica_is_not_reported() =>
        Analyzed<ScheduleAnalyzer>.LibraryAsync(Service("while (true) { await Task.Delay(TimeSpan.FromHours(1), ct); }").Replace("Digests", "DiskMonitor", StringComparison.Ordinal));

    [Theory]
    [InlineData("static readonly object Gate = new(); public void Buy() { lock ({|SCALE010:Gate|}) { db.SaveChanges(); } }")]
    [InlineData("static readonly SemaphoreSlim Gate = new(1, 1); public async Task Buy() { await {|SCALE010:Gate.WaitAsync()|}; try { await db.SaveChangesAsync(); } finally { Gate.Release(); } }")]
    [InlineData(
        """
        static readonly ConcurrentDictionary<int, SemaphoreSlim> Gates = new();
        public async Task Buy(int id, HttpClient http)
        {
            var gate = Gates.GetOrAdd(id, static _ => new SemaphoreSlim(1, 1));
            await {|SCALE010:gate.WaitAsync()|};
            try { await http.PostAsync("/pay", null); } finally { gate.Release(); }
        }
        """)]
    [InlineData("static readonly object Gate = new(); static int _count; public void Count() { lock (Gate) { _count++; } }")]
    [InlineData("static readonly SemaphoreSlim Gate = new(1, 1); public async Task<int> Read(HttpClient http) { await Gate.WaitAsync(); try { return (await http.GetStringAsync(\"/\")).Length; } finally { Gate.Release(); } }")]
    [InlineData("static readonly SemaphoreSlim Slots = new(8, 8); public async Task Buy() { await Slots.WaitAsync(); try { await db.SaveChangesAsync(); } finally { Slots.Release(); } }")]
    [InlineData("readonly object _gate = new(); public void Buy() { lock (_gate) { db.SaveChanges(); } }")]
    public Task Lock_is_reported_around_a_write_only(string members) => Analyzed<ProcessLockAnalyzer>.LibraryAsync(Stock(members));

    private static string Service(string body) =>
        "public class Digests(int minutes) : BackgroundService { static readonly TimeSpan Every = TimeSpan.FromMinutes(10); public int Minutes => minutes;"
        + " protected override async Task ExecuteAsync(CancellationToken ct) { await Task.Yield(); " + body + " } }";

    private static string Stock(string members) => "public class Stock(DbContext db) { public DbContext Db => db; " + members + " }";
}
