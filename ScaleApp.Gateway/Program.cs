using ScaleApp.Gateway;

await using var app = GatewayApplication.Create(args);
await app.RunAsync();
