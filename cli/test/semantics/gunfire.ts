/** Help is sent where a shot was heard: what is held, what is asked of a person, and what has to be on file. */
export const gunfire = `
module response.shots

import std.response { Drone, Unit, dispatch_drone, recall_drone, dispatch_unit, collect_evidence, open_case }
import std.people   { Approval, supervisor }

resource drones: Drone x 2 { at edge  lease 45m }
resource units: Unit x 4 { at edge  lease 2h }

human confirm(where: Geo) -> Approval { ask supervisor  show "Send a unit to \${where}?" }

plan respond(location: Geo) -> { stream: String } {
  timeout 30m
  with eye = drones wait 1m for 20m {
    step flight = dispatch_drone(drone: eye.id, to: location) {
      timeout 2m
      retry   1 every 5s
      undo    recall_drone(drone: eye.id)
    }
    step go = confirm(where: location) { timeout 5m  after flight }
    when go.granted {
      step car = dispatch_unit(to: location, advice: "A shot was heard") using units
    }
    step proof = collect_evidence(from: flight.stream) { after car }
  } else {
    fail "No drone is free"
  }
  return { stream: flight.stream }

  finally {
    step file = open_case(kind: "shot", location, evidence: proof?.items ?? [], outcome: outcome.status) {
      retry 2 every 10s
    }
  }
}

guardrail on_file { every dispatch_unit followed by open_case within 30m }
`;
