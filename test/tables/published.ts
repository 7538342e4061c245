/** What the sources publish, written down apart from the tables, so that no row can get lost unnoticed. */

const pairs = (text: string) =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [status, ...subs] = line.trim().split(/\s+/);
      return subs.map((sub) => `${status}/${sub}`);
    });

/** Every code of every source, as `status/sub-status`. */
export const PUBLISHED_CODES: Readonly<Record<string, readonly string[]>> = {
  kd100: pairs(`
    0 0 1001 1002 1003
    1 1 101 102 103
    2 2 201 202 203 204 205 206 207 208 209 210
    3 3 301 302 303 304
    4 4 14 401
    5 5 501
    6 6
    7 7
    8 8 10 11 12 13
    14 14`),
  '17track': pairs(`
    NotFound NotFound_Other NotFound_InvalidCode
    InfoReceived InfoReceived
    InTransit InTransit_PickedUp InTransit_Other InTransit_Departure InTransit_Arrival InTransit_CustomsProcessing InTransit_CustomsReleased InTransit_CustomsRequiringInformation
    Expired Expired_Other
    AvailableForPickup AvailableForPickup_Other
    OutForDelivery OutForDelivery_Other
    DeliveryFailure DeliveryFailure_Other DeliveryFailure_NoBody DeliveryFailure_Security DeliveryFailure_Rejected DeliveryFailure_InvalidAddress
    Delivered Delivered_Other
    Exception Exception_Other Exception_Returning Exception_Returned Exception_NoBody Exception_Security Exception_Damage Exception_Rejected Exception_Delayed Exception_Lost Exception_Destroyed Exception_Cancel`),
  '17track-v1': ['0/', '10/', '20/', '30/', '35/', '40/', '50/'],
};

/** The 42 states of PRO's list. */
export const PUBLISHED_STATES: readonly string[] = `
  unallocated allocating allocation_failed allocated manifesting manifested manifest_failed
  collection_booking_pending collection_booked collection_booking_failed dispatched awaiting_drop_off
  at_drop_off_point in_transit delayed out_for_delivery delivery_failed delivery_failed_card_left delivered
  partially_delivered at_collection_point returned_to_sender action_required missing lost damaged destroyed
  cancelling cancelled in_transit_waiting held_by_carrier exchange_failed at_customs cleared_customs
  delivered_damaged ready_to_ship carrier_collected carrier_changed customer_collected carrier_collection_failed
  customer_collection_failed at_customer_collection_point`
  .trim()
  .split(/\s+/);
