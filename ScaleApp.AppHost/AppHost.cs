var builder = DistributedApplication.CreateBuilder(args);

var redis = builder.AddRedis("redis").WithDataVolume().WithAppendOnlyFile();

var postgres = builder.AddPostgres("postgres").WithDataVolume().WithMaxConnections(200).WithConnectionPools()
    .WithReadReplica()      // with --ReadReplica=true
    .WithPgBouncer();       // with --PgBouncer=true
var shopdb = postgres.AddDatabase("shopdb");

// Signs in as administrator@example.com. The dashboard shows it with the parameters.
var administratorPassword = builder.AddParameter(
    "administrator-password", new GenerateParameterDefault { MinLength = 20, Special = false }, secret: true, persist: true);

var migrations = builder.AddProject<Projects.ScaleApp_Worker>("migrations")
    .WithArgs("migrate")
    .WithEnvironment("Administrator__Password", administratorPassword)
    .WithIconName("DatabaseArrowUp")
    .WithReference(shopdb).WithDirectConnection().WaitFor(shopdb);

var worker = builder.AddProject<Projects.ScaleApp_Worker>("worker")
    .WithHttpEndpoint()     // for its health only
    .WithIconName("CalendarClock")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WithDirectConnection().WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

var api = builder.AddProject<Projects.ScaleApp_Api>("api")
    .WithGrpcEndpoint()     // the worker asks the catalog
    .WithIconName("ServerMultiple")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithReplicas(3).WithScaling(min: 2, max: 6, scaling => scaling.WithLoadsFrom(redis));

var gateway = builder.AddProject<Projects.ScaleApp_Gateway>("gateway")
    .WithIconName("Globe")
    .WithReference(redis).WaitForAnyReplica(api)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", shop => shop.DisplayText = "Shop")
    .WithUrlForEndpoint("http", gateway => new() { Url = "/rooms.html", DisplayText = "Rooms", Endpoint = gateway });

worker.WithUrl($"{gateway.GetEndpoint("http")}/hangfire", "Jobs");

builder.UseInstalledServers();      // Redis and PostgreSQL as processes where there is no container runtime
builder.UseBuiltPrograms();         // replicas start without one `dotnet run` each
builder.UseReplicaSupervision();    // crashed replicas are restarted with back-off
builder.UseFaultCommands();         // kill and pause, in the dashboard
builder.UseStartupSummary();        // the console says what waits for what, and where the shop is
builder.UseExplanation();           // --explain prints the sizes of the pools instead

builder.Build().Run();
