/** What teams write today: the 36 pairs as a switch, for comparison. The benchmark checks that it agrees. */
import type { ProState } from '../../dist/index.js';

export function handWritten(status: string, substatus: string): ProState | null {
  switch (status) {
    case '0':
      switch (substatus) {
        case '0':
        case '1001':
        case '1002':
        case '1003':
          return 'in_transit';
        default:
          return null;
      }
    case '1':
      switch (substatus) {
        case '1':
        case '103':
          return 'carrier_collected';
        case '101':
        case '102':
          return 'manifested';
        default:
          return null;
      }
    case '2':
      switch (substatus) {
        case '2':
        case '207':
          return 'action_required';
        case '201':
        case '202':
        case '208':
          return 'delayed';
        case '203':
        case '204':
        case '206':
          return 'delivery_failed';
        case '205':
          return 'customer_collection_failed';
        case '209':
          return 'damaged';
        default:
          return null;
      }
    case '3':
      switch (substatus) {
        case '3':
        case '301':
        case '302':
        case '303':
        case '304':
          return 'delivered';
        default:
          return null;
      }
    case '4':
      switch (substatus) {
        case '4':
        case '14':
          return 'returned_to_sender';
        case '401':
          return 'cancelled';
        default:
          return null;
      }
    case '5':
      switch (substatus) {
        case '5':
          return 'out_for_delivery';
        case '501':
          return 'at_collection_point';
        default:
          return null;
      }
    case '6':
      switch (substatus) {
        case '6':
          return 'in_transit';
        default:
          return null;
      }
    case '7':
      switch (substatus) {
        case '7':
          return 'carrier_changed';
        default:
          return null;
      }
    case '8':
      switch (substatus) {
        case '8':
        case '10':
        case '11':
          return 'at_customs';
        case '12':
          return 'cleared_customs';
        case '13':
          return 'action_required';
        default:
          return null;
      }
    case '14':
      switch (substatus) {
        case '14':
          return 'delivery_failed';
        default:
          return null;
      }
    default:
      return null;
  }
}
